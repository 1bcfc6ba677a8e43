// Where a dead process' tasks stop: the scheduler reports the death, Host calls turn it into
// `Killed`, and the outermost frame of every task ends it.
#pragma once

#include <functional>

#include "engine/check.h"
#include "sim/schedule/scheduler.h"
#include "sim/schedule/task.h"

namespace rollcall::sim {

inline void throw_if_dead(const SimTask& task) {
  if (task.group().dead()) throw Killed{};
}

/// The calling task; stops the program outside tasks.
[[nodiscard]] inline SimTask& current_task() {
  SimTask* task = SimTask::current();
  ROLLCALL_CHECK(task != nullptr, "only tasks call a Host");
  return *task;
}

/// The calling task; throws `Killed` when its process is dead.
[[nodiscard]] inline SimTask& alive_task() {
  SimTask& task = current_task();
  throw_if_dead(task);
  return task;
}

/// Ends the other task's block, unless it is dying: then the scheduler ends it in its own order.
inline void wake_if_alive(Scheduler& scheduler, SimTask& task) {
  if (!task.group().dead()) scheduler.wake(task);
}

/// Runs the body of a task of a process. Any other exception than `Killed` is a bug of ours and
/// stops the program.
void run_to_its_end(const std::function<void()>& body);

}  // namespace rollcall::sim
