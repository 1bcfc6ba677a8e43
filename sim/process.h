// Machines and the processes on them, as plain data: the World acts on them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/key.h"
#include "sim/schedule/task.h"

namespace rollcall::sim {

class Disk;
struct Process;

struct Machine {
  std::string name;
  Key key = 0;
  bool powered = true;
  Duration wall_offset{};  ///< of its wall clock against the world's
  std::unique_ptr<Disk> disk;
  std::vector<Process*> processes;

  Machine(std::string_view name, std::unique_ptr<Disk> disk);
  ~Machine();
};

struct Process {
  std::string name;
  Key key = 0;
  Machine& machine;
  /// What it runs when it starts: the body of its main task, called afresh with a Host of its own
  /// each time. It owns everything the process owns, and returns when the process ends by itself.
  std::function<void(Host&)> program{};
  std::unique_ptr<TaskGroup> group{};  ///< null: not running
  std::unique_ptr<Host> host{};        ///< of the running incarnation
  unsigned incarnation = 0;            ///< counts its starts
  MonotonicTime paused_until{};        ///< the end of its longest pause

  [[nodiscard]] bool up() const { return group != nullptr && !group->dead(); }
};

}  // namespace rollcall::sim
