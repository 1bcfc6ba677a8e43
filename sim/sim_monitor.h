// A mutex with a condition for tasks of one process: first come, first served, on both.
//
// Releasing hands the mutex to the oldest waiter instead of letting everybody race for it, and a
// notified waiter queues for the mutex without being woken first: one wake-up per hand-over. In a
// dead process nothing here has an effect.
#pragma once

#include "engine/host.h"
#include "sim/schedule/scheduler.h"

namespace rollcall::sim {

class SimMonitor final : public Monitor {
 public:
  explicit SimMonitor(Scheduler& scheduler) : scheduler_(scheduler) {}

  void lock() noexcept override;
  void unlock() noexcept override;
  bool wait_until(MonotonicTime deadline) override;
  void notify_one() noexcept override;
  void notify_all() noexcept override;

 private:
  /// One task that waits; lives on its stack.
  struct Waiter {
    SimTask& task;
    bool notified = false;
    bool granted = false;  ///< holds the mutex
    Waiter* before = nullptr;
    Waiter* behind = nullptr;
  };
  class Queue {
   public:
    void push(Waiter& waiter);
    Waiter* pop();
    void remove(Waiter& waiter);

   private:
    Waiter* first_ = nullptr;
    Waiter* last_ = nullptr;
  };

  void grant_or_queue(Waiter& waiter);
  void grant(Waiter& waiter);
  void release();

  Scheduler& scheduler_;
  SimTask* holder_ = nullptr;
  Queue locking_;
  Queue waiting_;
};

}  // namespace rollcall::sim
