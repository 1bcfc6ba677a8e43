#include "sim/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"

namespace rollcall::sim {
namespace {

thread_local SimTask* running_task = nullptr;

}  // namespace

SimTask* SimTask::current() { return running_task; }

Scheduler::Scheduler(std::unique_ptr<SchedulePolicy> policy, Trace& trace, Limits limits)
    : policy_(std::move(policy)), trace_(trace), limits_(limits) {}

Scheduler::~Scheduler() { ROLLCALL_CHECK(ready_.empty(), "a scheduler ends after its tasks"); }

SimTask& Scheduler::spawn(TaskGroup& group, std::string_view name, std::function<void()> body,
                          Key key) {
  ROLLCALL_CHECK(!group.dead(), "a dead group gets no new task");
  SimTask* parent =
      running_task != nullptr && &running_task->group_ == &group ? running_task : nullptr;
  if (key == 0) {
    const Key spawner = parent != nullptr ? parent->key_ : group.key_;
    SpawnCounts& spawned = parent != nullptr ? parent->spawned_ : group.spawned_;
    key = mix(mix(spawner, key_of(name)), spawned.next(key_of(name)));
  }
  auto* task = new SimTask(group, key, name,
                           std::move(body));  // owned by its group's list until it has finished
  if (parent != nullptr) task->operation = parent->operation;
  make_ready(*task);
  return *task;
}

Scheduler::Wait Scheduler::sleep_until(MonotonicTime deadline) {
  return wait(*running_task, SimTask::State::sleeping, deadline);
}

Scheduler::Wait Scheduler::block_until(MonotonicTime deadline) {
  return wait(*running_task, SimTask::State::blocked, deadline);
}

Scheduler::Wait Scheduler::wait(SimTask& task, SimTask::State state, MonotonicTime deadline) {
  if (task.group_.dead()) return Wait::killed;
  if (skip_to(task, deadline)) return Wait::deadline;
  task.woken_ = false;
  task.state_ = state;
  if (state == SimTask::State::sleeping && deadline <= now_) {
    make_ready(task);
  } else if (deadline != MonotonicTime::max()) {
    timers_.arm(task.timer_, std::max(deadline, now_));
  }
  leave(task);
  if (task.group_.dead()) return Wait::killed;
  return task.woken_ ? Wait::woken : Wait::deadline;
}

// When nothing else can run before the deadline, waiting is advancing the clock: no timer, no
// switch. Half to all of the waits of a small world end here.
bool Scheduler::skip_to(SimTask& task, MonotonicTime deadline) {
  if (!ready_.empty() || must_return_to_root() || task.group_.paused()) return false;
  if (deadline <= now_ || deadline > until_) return false;
  if (!timers_.empty() && timers_.first().at() <= deadline) return false;
  if (policy_->hold(task.key_, task.picks_) > Duration::zero()) return false;
  now_ = deadline;
  picks_at_instant_ = 0;
  count_pick(task);
  return true;
}

void Scheduler::wake(SimTask& task) {
  if (task.state_ != SimTask::State::blocked) return;
  timers_.disarm(task.timer_);
  task.woken_ = true;
  make_ready(task);
}

void Scheduler::make_ready(SimTask& task) {
  const Duration hold = policy_->hold(task.key_, task.picks_);
  if (hold <= Duration::zero()) return enqueue(task);
  trace_.record(now_.time_since_epoch().count(), EventKind::hold, task.key_, task.name_,
                task.picks_, static_cast<std::uint64_t>(hold.count()));
  task.state_ = SimTask::State::held;
  timers_.arm(task.timer_, now_ + hold);
}

void Scheduler::enqueue(SimTask& task) {
  if (task.group_.paused_) {
    task.state_ = SimTask::State::parked;
    return;
  }
  task.state_ = SimTask::State::ready;
  ready_.push_back({policy_->priority(task.key_, task.picks_), task.key_, &task});
  std::push_heap(ready_.begin(), ready_.end());
}

void Scheduler::count_pick(SimTask& task) {
  trace_.record(now_.time_since_epoch().count(), EventKind::pick, task.key_, task.name_,
                task.picks_, 0);
  ++task.picks_;
  ++picks_;
  ++picks_at_instant_;
}

SimTask* Scheduler::next() {
  while (!ready_.empty()) {
    std::pop_heap(ready_.begin(), ready_.end());
    SimTask& task = *ready_.back().task;
    ready_.pop_back();
    if (!task.group_.paused_) return &task;
    task.state_ = SimTask::State::parked;
  }
  return nullptr;
}

bool Scheduler::must_return_to_root() const {
  return kill_request_.group != nullptr || stop_asked_ || finished_ != nullptr ||
         picks_ >= limits_.picks || picks_at_instant_ >= limits_.picks_at_one_instant;
}

void Scheduler::end_wait(SimTask& task) {
  if (task.state_ == SimTask::State::held) {
    enqueue(task);
  } else {
    make_ready(task);
  }
}

// On a task's stack no callback may run (it could kill this very task); timers that merely end a
// wait may.
void Scheduler::fire_task_timers() {
  if (timers_.empty() || timers_.first().at() > until_ || timers_.first().task() == nullptr) return;
  if (timers_.first().at() > now_) {
    now_ = timers_.first().at();
    picks_at_instant_ = 0;
  }
  while (!timers_.empty() && timers_.first().at() <= now_ && timers_.first().task() != nullptr) {
    SimTask& task = *timers_.first().task();
    timers_.disarm(task.timer_);
    end_wait(task);
  }
}

void Scheduler::fire_timers() {
  if (timers_.first().at() > now_) {
    now_ = timers_.first().at();
    picks_at_instant_ = 0;
  }
  while (!timers_.empty() && timers_.first().at() <= now_ && !stop_asked_) {
    Timer& timer = timers_.first();
    timers_.disarm(timer);
    if (timer.task() != nullptr) {
      end_wait(*timer.task());
    } else {
      timer.fire();
    }
  }
}

// From a task that waits straight to the next one: one switch a pick. Everything unusual is done on
// the root's stack.
void Scheduler::leave(SimTask& task) {
  if (!must_return_to_root()) {
    if (ready_.empty()) fire_task_timers();
    if (SimTask* chosen = ready_.empty() ? nullptr : next(); chosen != nullptr) {
      if (chosen == &task) {
        count_pick(task);
        task.state_ = SimTask::State::running;
        return;
      }
      if (chosen->started_) {
        count_pick(*chosen);
        chosen->state_ = SimTask::State::running;
        running_task = chosen;
        task.fiber_.switch_to(chosen->fiber_);
        return;
      }
      enqueue(*chosen);  // a first run prepares a stack, which is the root's business
    }
  }
  running_task = nullptr;
  task.fiber_.switch_to(root_);
}

void Scheduler::enter(SimTask& task) {
  if (!task.started_) {
    task.started_ = true;
    task.fiber_.prepare(&Scheduler::run_body, &task);
    task.scheduler_ = this;
  }
  task.state_ = SimTask::State::running;
  running_task = &task;
  root_.switch_to(task.fiber_);
  running_task = nullptr;
  delete std::exchange(finished_, nullptr);
}

void Scheduler::run_body(void* argument) {
  SimTask& task = *static_cast<SimTask*>(argument);
  task.body_();
  task.body_ = nullptr;  // what it holds is released while the task still counts as running
  task.state_ = SimTask::State::finished;
  task.scheduler_->finished_ = &task;
  running_task = nullptr;
  task.fiber_.switch_to(task.scheduler_->root_, true);
}

void Scheduler::kill(TaskGroup& group, const std::function<void(bool)>& around) {
  if (group.dead()) return;
  ROLLCALL_CHECK(!unwinding_, "a kill inside a kill");
  SimTask* from = running_task;
  if (from == nullptr) return unwind(group, around);
  kill_request_ = {&group, &around, from};
  running_task = nullptr;
  from->fiber_.switch_to(root_);
}

void Scheduler::carry_out_kill() {
  const KillRequest request = std::exchange(kill_request_, {});
  const bool suicide = &request.from->group_ == request.group;
  const std::function<void(bool)> around =
      *request.around;  // a victim's own copy dies with its stack
  unwind(*request.group, around);
  if (!suicide) enter(*request.from);
}

void Scheduler::unwind(TaskGroup& group, const std::function<void(bool)>& around) {
  unwinding_ = true;
  group.dead_ = true;
  std::erase_if(ready_, [&](const Ready& entry) { return &entry.task->group_ == &group; });
  std::make_heap(ready_.begin(), ready_.end());
  if (around) around(true);
  while (group.youngest_ != nullptr) {
    SimTask& task = *group.youngest_;
    timers_.disarm(task.timer_);
    if (task.started_) {
      enter(task);
    } else {
      delete &task;
    }
  }
  if (around) around(false);
  unwinding_ = false;
}

void Scheduler::pause(TaskGroup& group) {
  if (group.dead()) return;
  group.paused_ = true;
  if (running_task != nullptr && &running_task->group_ == &group) sleep_until(now_);
}

void Scheduler::resume(TaskGroup& group) {
  if (!group.paused_) return;
  group.paused_ = false;
  for (SimTask* task = group.youngest_; task != nullptr; task = task->older_) {
    if (task->state_ == SimTask::State::parked) enqueue(*task);
  }
}

Scheduler::Stop Scheduler::run(MonotonicTime until) {
  ROLLCALL_CHECK(running_task == nullptr, "a world is run from outside its tasks");
  until_ = until;
  stop_asked_ = false;
  for (;;) {
    if (kill_request_.group != nullptr) {
      carry_out_kill();
      continue;
    }
    if (stop_asked_) return Stop::asked;
    if (picks_ >= limits_.picks) return Stop::budget;
    if (picks_at_instant_ >= limits_.picks_at_one_instant) return Stop::livelock;
    if (SimTask* task = next(); task != nullptr) {
      count_pick(*task);
      enter(*task);
    } else if (timers_.empty()) {
      return Stop::idle;
    } else if (timers_.first().at() > until_) {
      now_ = std::max(now_, until_);
      return Stop::deadline;
    } else {
      fire_timers();
    }
  }
}

}  // namespace rollcall::sim
