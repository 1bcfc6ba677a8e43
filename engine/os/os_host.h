// The real world: threads, the kernel's clocks and entropy, TCP, and SQLite's own files.
//
//     OsHost host;
//     Engine::open(host, settings);
#pragma once

#include "engine/host.h"
#include "engine/os/gauge.h"

namespace rollcall {

/// Outlives everything that was made from it. A std::exception that escapes a task's body, or a
/// system that refuses to start a thread, stops the program with a message: nobody could go on from
/// there.
class OsHost : public Host {
 public:
  /// What a run on this host took at its peak.
  struct Figures {
    std::size_t tasks_now =
        0;  ///< spawned and not yet ended; the threads of the program itself not counted
    std::size_t tasks_peak = 0;
    std::size_t connections_now = 0;
    std::size_t connections_peak = 0;
  };

  [[nodiscard]] MonotonicTime now() override;
  [[nodiscard]] WallTime wall_now() override;
  void sleep_until(MonotonicTime deadline) override;
  /// One thread with a stack of 512 KiB. The default of 8 MiB would reserve 4 GB of address space
  /// for 500 tasks, which containers and strict overcommit refuse; SQLite, the deepest that tasks
  /// call, was seen to need 27 KiB.
  [[nodiscard]] std::unique_ptr<Task> spawn(std::string_view name,
                                            std::function<void()> body) override;
  [[nodiscard]] std::unique_ptr<Monitor> make_monitor() override;
  void entropy(std::span<std::byte> bytes) override;
  /// Tries each address of the name in turn. The deadline limits the connecting; looking up a name
  /// that is neither an IP address nor in the hosts file takes as long as the system's resolver
  /// likes. A name without an address, and a network without a route, count as `refused`.
  [[nodiscard]] std::expected<std::unique_ptr<ByteStream>, StreamError> connect(
      const Endpoint& peer, MonotonicTime deadline) override;
  [[nodiscard]] const char* sqlite_vfs() override { return nullptr; }
  void reached(std::string_view) override {}

  [[nodiscard]] Figures figures() const;

 private:
  Gauge tasks_;
  Gauge connections_;
};

}  // namespace rollcall
