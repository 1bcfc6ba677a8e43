// ByteStream over a TCP socket.
#pragma once

#include <atomic>
#include <expected>
#include <memory>

#include "engine/host.h"
#include "engine/os/file_descriptor.h"
#include "engine/os/gauge.h"

namespace rollcall {

/// The socket never blocks; waits are polls with what is left until the deadline, so a passed
/// deadline still takes what is there already. No delay for small packets (TCP_NODELAY), no
/// SIGPIPE.
class TcpStream : public ByteStream {
 public:
  /// `open` counts the stream until its destruction.
  static std::expected<std::unique_ptr<TcpStream>, StreamError> connect(const Endpoint& peer,
                                                                        MonotonicTime deadline,
                                                                        Gauge& open);
  /// `socket` is connected and non-blocking.
  TcpStream(FileDescriptor socket, Gauge& open);

  [[nodiscard]] std::expected<void, StreamError> write(std::string_view bytes,
                                                       MonotonicTime deadline) override;
  [[nodiscard]] std::expected<std::size_t, StreamError> read(std::span<char> buffer,
                                                             MonotonicTime deadline) override;
  /// Shuts the connection down, also under a task that waits in it. The descriptor itself stays
  /// until destruction: its number could otherwise be another file's by the time that task wakes
  /// up.
  void close() noexcept override;

 private:
  StreamError broken();

  FileDescriptor socket_;
  Gauge::Mark open_;
  std::atomic<bool> broken_ = false;  ///< for good: the kernel tells of a reset only once
};

}  // namespace rollcall
