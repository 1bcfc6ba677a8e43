#include "sim/joinable_task.h"

#include "sim/alive.h"

namespace rollcall::sim {

void JoinableTask::join() noexcept {
  SimTask& task = current_task();
  while (!state_->over && !task.group().dead()) {
    state_->joining.push_back(&task);
    scheduler_.block_until(MonotonicTime::max());
    std::erase(state_->joining, &task);
  }
}

void announce_end(Scheduler& scheduler, JoinState& state) {
  state.over = true;
  for (SimTask* task : state.joining) wake_if_alive(scheduler, *task);
}

}  // namespace rollcall::sim
