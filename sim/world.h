// A world: machines, processes, a network between them, one virtual time; built anew for each run.
//
//     World world({.seed = 7, .latency = ssd});
//     Machine& box = world.add_machine("app");
//     Process& app = world.add_process(box, "app1", [](Host& host) { ... });
//     world.start(app);
//     world.scheduler().run(MonotonicTime(10s));
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/host.h"
#include "sim/environment.h"
#include "sim/latency.h"
#include "sim/net/network.h"
#include "sim/one_shots.h"
#include "sim/process.h"

namespace rollcall::sim {

struct WorldSettings {
  std::uint64_t seed = 0;
  std::string_view policy = "random";
  std::int64_t policy_depth = 3;
  Latency latency{};
  bool keep_events = false;
  Scheduler::Limits limits{};
};

class World {
 public:
  /// Resets what SQLite keeps process-wide. One world at a time per thread.
  explicit World(const WorldSettings& settings);
  ~World();  ///< kills everything that runs

  Machine& add_machine(std::string_view name);
  Process& add_process(Machine& machine, std::string_view name, std::function<void(Host&)> program);
  [[nodiscard]] Machine* find_machine(std::string_view name);
  [[nodiscard]] Process* find_process(std::string_view name);
  [[nodiscard]] const std::vector<std::unique_ptr<Machine>>& machines() const { return machines_; }
  [[nodiscard]] const std::vector<std::unique_ptr<Process>>& processes() const {
    return processes_;
  }

  /// No effect on a process that is up, or whose machine has no power.
  void start(Process& process);
  /// kill -9, atomically. No effect on one that is down. From anywhere; a task that kills its own
  /// process goes on as a dead task, in which every Host call fails.
  void kill(Process& process);
  /// Stands still for `length`, then goes on; timers, messages and other processes do not wait.
  void pause(Process& process, Duration length);
  void resume(Process& process);
  /// Kills every process of the machine and takes from its disk what a power loss takes.
  void lose_power(Machine& machine);
  /// Power is back; starts nothing.
  void restore_power(Machine& machine);

  /// A task inside a running process, for whoever simulates its callers. Killed exceptions end
  /// inside.
  SimTask& spawn(Process& process, std::string_view name, std::function<void()> body, Key key = 0,
                 Key operation = 0);
  /// Runs `action` outside tasks at a virtual time.
  void at(MonotonicTime when, Key key, std::function<void()> action);

  [[nodiscard]] Environment& environment() { return environment_; }
  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] Network& network() { return network_; }
  [[nodiscard]] Hooks& hooks() { return hooks_; }
  [[nodiscard]] Trace& trace() { return trace_; }
  [[nodiscard]] MonotonicTime now() const { return scheduler_.now(); }
  /// The wall clock of a machine: 2026-01-01 at virtual time zero, plus the machine's offset.
  [[nodiscard]] WallTime wall_now(const Machine& machine) const;

 private:
  struct Death;

  void die(Process& process, std::string_view how, bool power_lost);
  void bury(Death& death);
  void record(Key actor, std::string_view name, std::string_view what);

  Trace trace_;
  Decisions decisions_;
  Hooks hooks_;
  Latency latency_;
  Scheduler scheduler_;
  Environment environment_;
  Network network_;
  std::vector<std::unique_ptr<Machine>> machines_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Death>> deaths_;
  OneShots appointments_;
};

}  // namespace rollcall::sim
