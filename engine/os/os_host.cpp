#include "engine/os/os_host.h"

#include <sys/random.h>

#include <cerrno>
#include <utility>

#include "engine/check.h"
#include "engine/os/os_clock.h"
#include "engine/os/os_monitor.h"
#include "engine/os/os_task.h"
#include "engine/os/tcp_stream.h"

namespace rollcall {

MonotonicTime OsHost::now() { return os_now(); }

WallTime OsHost::wall_now() { return std::chrono::system_clock::now(); }

void OsHost::sleep_until(MonotonicTime deadline) { os_sleep_until(deadline); }

std::unique_ptr<Task> OsHost::spawn(std::string_view name, std::function<void()> body) {
  return std::make_unique<OsTask>(name, std::move(body), tasks_);
}

std::unique_ptr<Monitor> OsHost::make_monitor() { return std::make_unique<OsMonitor>(); }

void OsHost::entropy(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = getrandom(bytes.data(), bytes.size(), 0);
    ROLLCALL_CHECK(size > 0 || errno == EINTR, "the kernel has no entropy to give");
    if (size > 0) bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
}

std::expected<std::unique_ptr<ByteStream>, StreamError> OsHost::connect(const Endpoint& peer,
                                                                        MonotonicTime deadline) {
  return TcpStream::connect(peer, deadline, connections_);
}

OsHost::Figures OsHost::figures() const {
  return {.tasks_now = tasks_.now(),
          .tasks_peak = tasks_.peak(),
          .connections_now = connections_.now(),
          .connections_peak = connections_.peak()};
}

}  // namespace rollcall
