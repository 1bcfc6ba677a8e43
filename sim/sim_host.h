// The Host of one incarnation of a process: every call is an event of the world. Calls of a dead
// process throw `Killed`, except those that destructors make (engine/host.h), which do nothing.
#pragma once

#include <string_view>

#include "engine/host.h"
#include "sim/process.h"

namespace rollcall::sim {

class World;

class SimHost final : public Host {
 public:
  SimHost(World& world, Process& process, TaskGroup& group)
      : world_(world), process_(process), group_(group) {}

  [[nodiscard]] MonotonicTime now() override;
  [[nodiscard]] WallTime wall_now() override;
  void sleep_until(MonotonicTime deadline) override;
  [[nodiscard]] std::unique_ptr<Task> spawn(std::string_view name,
                                            std::function<void()> body) override;
  [[nodiscard]] std::unique_ptr<Monitor> make_monitor() override;
  void entropy(std::span<std::byte> bytes) override;
  [[nodiscard]] std::expected<std::unique_ptr<ByteStream>, StreamError> connect(
      const Endpoint& peer, MonotonicTime deadline) override;
  [[nodiscard]] const char* sqlite_vfs() override;
  void reached(std::string_view step) override;

 private:
  World& world_;
  Process& process_;
  TaskGroup& group_;
};

}  // namespace rollcall::sim
