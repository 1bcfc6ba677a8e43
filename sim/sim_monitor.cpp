#include "sim/sim_monitor.h"

#include "engine/check.h"
#include "sim/alive.h"

namespace rollcall::sim {

void SimMonitor::lock() noexcept {
  SimTask& task = current_task();
  if (task.group().dead()) return;
  ROLLCALL_CHECK(holder_ != &task, "a monitor is not recursive");
  Waiter waiter{.task = task};
  grant_or_queue(waiter);
  while (!waiter.granted) {
    if (scheduler_.block_until(MonotonicTime::max()) != Scheduler::Wait::killed) continue;
    if (!waiter.granted) locking_.remove(waiter);
    return;
  }
}

void SimMonitor::unlock() noexcept {
  SimTask& task = current_task();
  if (task.group().dead()) return;
  ROLLCALL_CHECK(holder_ == &task, "only its holder unlocks a monitor");
  release();
}

bool SimMonitor::wait_until(MonotonicTime deadline) {
  SimTask& task = alive_task();
  ROLLCALL_CHECK(holder_ == &task, "only its holder waits on a monitor");
  Waiter waiter{.task = task};
  waiting_.push(waiter);
  release();
  bool in_time = true;
  while (!waiter.granted) {
    const bool may_time_out = in_time && !waiter.notified;
    const auto end = scheduler_.block_until(may_time_out ? deadline : MonotonicTime::max());
    if (end == Scheduler::Wait::killed) {
      if (!waiter.granted) (waiter.notified || !in_time ? locking_ : waiting_).remove(waiter);
      throw Killed{};
    }
    if (end == Scheduler::Wait::deadline && in_time && !waiter.notified) {
      in_time = false;
      waiting_.remove(waiter);
      grant_or_queue(waiter);
    }
  }
  return in_time;
}

void SimMonitor::notify_one() noexcept {
  if (current_task().group().dead()) return;
  Waiter* waiter = waiting_.pop();
  if (waiter == nullptr) return;
  waiter->notified = true;
  grant_or_queue(*waiter);
}

void SimMonitor::notify_all() noexcept {
  if (current_task().group().dead()) return;
  while (Waiter* waiter = waiting_.pop()) {
    waiter->notified = true;
    grant_or_queue(*waiter);
  }
}

void SimMonitor::grant_or_queue(Waiter& waiter) {
  if (holder_ == nullptr) {
    grant(waiter);
  } else {
    locking_.push(waiter);
  }
}

void SimMonitor::grant(Waiter& waiter) {
  holder_ = &waiter.task;
  waiter.granted = true;
  scheduler_.wake(waiter.task);
}

void SimMonitor::release() {
  holder_ = nullptr;
  if (Waiter* next = locking_.pop(); next != nullptr) grant(*next);
}

void SimMonitor::Queue::push(Waiter& waiter) {
  waiter.before = last_;
  waiter.behind = nullptr;
  (last_ != nullptr ? last_->behind : first_) = &waiter;
  last_ = &waiter;
}

SimMonitor::Waiter* SimMonitor::Queue::pop() {
  Waiter* waiter = first_;
  if (waiter != nullptr) remove(*waiter);
  return waiter;
}

void SimMonitor::Queue::remove(Waiter& waiter) {
  (waiter.before != nullptr ? waiter.before->behind : first_) = waiter.behind;
  (waiter.behind != nullptr ? waiter.behind->before : last_) = waiter.before;
}

}  // namespace rollcall::sim
