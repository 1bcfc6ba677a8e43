// A client's end of a connection.
#pragma once

#include <expected>
#include <span>
#include <string_view>

#include "engine/host.h"
#include "sim/net/connection.h"

namespace rollcall::sim {

class ClientStream final : public ByteStream {
 public:
  explicit ClientStream(Scheduler& scheduler) : scheduler_(scheduler) {}
  ClientStream(const ClientStream&) = delete;
  ClientStream& operator=(const ClientStream&) = delete;
  ~ClientStream() override { close(); }

  /// Waits until the server has answered or the deadline has come.
  [[nodiscard]] std::expected<void, StreamError> connect(Connection& connection, SimTask& task,
                                                         Duration delay, MonotonicTime deadline);

  [[nodiscard]] std::expected<void, StreamError> write(std::string_view bytes,
                                                       MonotonicTime deadline) override;
  [[nodiscard]] std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                                             MonotonicTime deadline) override;
  void close() noexcept override;

  /// Something has come, or the connection has ended.
  void wake();
  /// There is room for more to send.
  void wake_writer();
  /// The connection is gone.
  void detach();

 private:
  /// False: the deadline has passed, or the process is dead.
  [[nodiscard]] bool wait(SimTask*& waiting, SimTask& task, MonotonicTime deadline);
  [[nodiscard]] bool broken() const;

  Scheduler& scheduler_;
  Connection* connection_ = nullptr;  ///< null: closed, or of a dead process
  SimTask* reader_ = nullptr;         ///< blocked in `read` or `connect`
  SimTask* writer_ = nullptr;         ///< blocked in `write`
};

}  // namespace rollcall::sim
