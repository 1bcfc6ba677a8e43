// The handle on a spawned task, by which its owner waits for its end.
#pragma once

#include <memory>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/scheduler.h"

namespace rollcall::sim {

/// What a task and its handle know of each other.
struct JoinState {
  bool over = false;
  std::vector<SimTask*> joining{};  ///< blocked in `join`
};

class JoinableTask final : public Task {
 public:
  // Shared: the task and its handle end in either order.
  JoinableTask(Scheduler& scheduler, std::shared_ptr<JoinState> state)
      : scheduler_(scheduler), state_(std::move(state)) {}
  JoinableTask(const JoinableTask&) = delete;
  JoinableTask& operator=(const JoinableTask&) = delete;
  ~JoinableTask() override { join(); }

  /// At once in a dead process.
  void join() noexcept override;

 private:
  Scheduler& scheduler_;
  std::shared_ptr<JoinState> state_;
};

/// Lets everybody go who waits for the task.
void announce_end(Scheduler& scheduler, JoinState& state);

}  // namespace rollcall::sim
