// A host of one task, whose streams do exactly what the test wrote down beforehand. For tests of
// failures that no real peer commits on demand.
#pragma once

#include <algorithm>
#include <deque>
#include <string>
#include <variant>
#include <vector>

#include "engine/check.h"
#include "engine/host.h"

namespace rollcall {

/// What a host throws to end a task: no std::exception.
struct TaskEnded {};

/// What one stream does and what was done to it.
struct StreamScript {
  /// In order, one for each read: bytes that arrive, the error, or the end of the task. Afterwards
  /// reads time out.
  std::deque<std::variant<std::string, StreamError, TaskEnded>> reads{};
  std::deque<StreamError> write_errors{};  ///< one for each write; afterwards writes succeed
  std::string written{};
  bool closed = false;
};

class ScriptedHost : public Host {
 public:
  /// The streams that connects return, in order; outlive the host. Then connects are refused.
  explicit ScriptedHost(std::deque<StreamScript*> streams) : streams_(std::move(streams)) {}

  MonotonicTime now() override { return now_; }
  WallTime wall_now() override { return WallTime(now_.time_since_epoch()); }
  void sleep_until(MonotonicTime deadline) override { now_ = std::max(now_, deadline); }
  std::unique_ptr<Task> spawn(std::string_view, std::function<void()>) override {
    ROLLCALL_UNREACHABLE("a scripted host has one task");
    return nullptr;
  }
  std::unique_ptr<Monitor> make_monitor() override {
    return std::make_unique<ScriptedMonitor>(*this);
  }
  void entropy(std::span<std::byte>) override {}
  std::expected<std::unique_ptr<ByteStream>, StreamError> connect(const Endpoint&,
                                                                  MonotonicTime) override {
    if (streams_.empty()) return std::unexpected(StreamError::refused);
    StreamScript& script = *streams_.front();
    streams_.pop_front();
    return std::make_unique<ScriptedStream>(*this, script);
  }
  const char* sqlite_vfs() override { return nullptr; }
  void reached(std::string_view) override {}

 private:
  /// Nobody else is there to hold or to notify it.
  class ScriptedMonitor : public Monitor {
   public:
    explicit ScriptedMonitor(ScriptedHost& host) : host_(host) {}
    void lock() noexcept override {}
    void unlock() noexcept override {}
    bool wait_until(MonotonicTime deadline) override {
      host_.sleep_until(deadline);
      return false;
    }
    void notify_one() noexcept override {}
    void notify_all() noexcept override {}

   private:
    ScriptedHost& host_;
  };

  class ScriptedStream : public ByteStream {
   public:
    ScriptedStream(ScriptedHost& host, StreamScript& script) : host_(host), script_(script) {}
    ~ScriptedStream() override { ScriptedStream::close(); }
    std::expected<void, StreamError> write(std::string_view bytes, MonotonicTime) override {
      ROLLCALL_CHECK(!script_.closed, "nobody writes to a closed stream");
      script_.written += bytes;
      if (script_.write_errors.empty()) return {};
      const StreamError error = script_.write_errors.front();
      script_.write_errors.pop_front();
      return std::unexpected(error);
    }
    std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                                 MonotonicTime deadline) override;
    void close() noexcept override { script_.closed = true; }

   private:
    ScriptedHost& host_;
    StreamScript& script_;
  };

  std::deque<StreamScript*> streams_;
  MonotonicTime now_ = MonotonicTime(std::chrono::seconds(1));
};

}  // namespace rollcall
