// Host is the only way in which the engine reaches the world: clocks, sleep, tasks, monitors,
// entropy, byte streams, the SQLite VFS and named steps. Production code runs on `engine/os/`; any
// other Host (a test double, a simulated world) must keep the contracts stated here, which
// `engine/host_conformance_test.cpp` checks for each.
//
// A Host may end the calling task by throwing a type that is no std::exception. The engine
// therefore never catches `...`, and frees what it owns in destructors only. No function that a
// destructor calls (`Monitor::lock`, `unlock`, `notify_*`, `ByteStream::close`, `Task::join`)
// throws.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace rollcall {

using Duration = std::chrono::nanoseconds;

/// Never goes back, not even when the wall clock is set. Zero is arbitrary.
struct MonotonicClock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<MonotonicClock>;
  static constexpr bool is_steady = true;
};
using MonotonicTime = MonotonicClock::time_point;
/// Since 1970-01-01 UTC; may jump in both directions.
using WallTime = std::chrono::sys_time<Duration>;

enum class StreamError {
  refused,  ///< nobody listens there: nothing was sent
  timeout,  ///< the deadline passed: what was written may still arrive
  reset,    ///< the connection broke: what was written may have arrived
  closed,   ///< the peer closed in order (end of file)
};
[[nodiscard]] std::string_view to_string(StreamError error);

/// A connected, ordered, reliable stream of bytes (TCP). One task reads and one writes at a time.
/// Destruction closes.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  /// Writes all bytes or fails; after a failure any prefix may have been sent.
  [[nodiscard]] virtual std::expected<void, StreamError> write(std::string_view bytes,
                                                               MonotonicTime deadline) = 0;
  /// Reads at least one byte, at most `buffer.size()`; waits until the deadline. One that has
  /// passed (MonotonicTime::min() too) takes what is there; MonotonicTime::max() waits for ever.
  [[nodiscard]] virtual std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                                                     MonotonicTime deadline) = 0;
  /// Afterwards, reads and writes fail with `reset`, and so does one that waits. Idempotent.
  virtual void close() noexcept = 0;
};

/// A mutex with one condition. Not recursive. Waiters may wake for no reason: wait in a loop.
class Monitor {
 public:
  virtual ~Monitor() = default;
  virtual void lock() noexcept = 0;
  virtual void unlock() noexcept = 0;
  /// Call with the monitor held; it is released while waiting and held again on return.
  /// False: the deadline passed.
  virtual bool wait_until(MonotonicTime deadline) = 0;
  virtual void notify_one() noexcept = 0;
  virtual void notify_all() noexcept = 0;
};

/// A running background task. The owner joins before it destroys what the task uses; destruction
/// joins too.
class Task {
 public:
  virtual ~Task() = default;
  virtual void join() noexcept = 0;
};

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

class Host {
 public:
  virtual ~Host() = default;

  [[nodiscard]] virtual MonotonicTime now() = 0;
  [[nodiscard]] virtual WallTime wall_now() = 0;
  /// Returns at once when `deadline` has passed.
  virtual void sleep_until(MonotonicTime deadline) = 0;
  /// Starts `body` beside the caller. `name` is for people and for replay: equal work has equal
  /// names.
  [[nodiscard]] virtual std::unique_ptr<Task> spawn(std::string_view name,
                                                    std::function<void()> body) = 0;
  [[nodiscard]] virtual std::unique_ptr<Monitor> make_monitor() = 0;
  /// Fills `bytes` from a cryptographically strong source.
  virtual void entropy(std::span<std::byte> bytes) = 0;
  [[nodiscard]] virtual std::expected<std::unique_ptr<ByteStream>, StreamError> connect(
      const Endpoint& peer, MonotonicTime deadline) = 0;
  /// The name to pass to sqlite3_open_v2; null means SQLite's default VFS.
  [[nodiscard]] virtual const char* sqlite_vfs() = 0;
  /// A named step of the code, such as "register.committed": free in production, a place to observe
  /// elsewhere. Names are literals of the form "noun.verb"; each is used at one place.
  virtual void reached(std::string_view step) = 0;

  void sleep_for(Duration delay) { sleep_until(now() + delay); }
};

/// std::lock_guard works on a Monitor; this alias says so at the call site.
using Guard = std::unique_lock<Monitor>;

}  // namespace rollcall
