// One OS thread, stackful fibers, virtual time.
//
// Fault model of tasks and time: time advances only when nothing is runnable. A group of tasks can
// be paused, resumed and killed. A kill is one atomic phase: each task of the group, the youngest
// first, is resumed once; its wait returns `killed`, and it runs to its end with no other task in
// between. No task is unwound through C frames.
//
// The calls here never throw: whoever may (a Host) turns `killed` into `Killed`, whoever may not (a
// VFS method) into an error code. In a dead group every wait returns `killed` at once.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/policy.h"
#include "sim/schedule/task.h"
#include "sim/schedule/timer.h"
#include "sim/schedule/trace.h"

namespace rollcall::sim {

class Scheduler {
 public:
  struct Limits {
    std::uint64_t picks = 50'000'000;  ///< in all; past it the world has spent its budget
    std::uint64_t picks_at_one_instant =
        2'000'000;  ///< past it, tasks wake each other and time stands still
  };
  Scheduler(std::unique_ptr<SchedulePolicy> policy, Trace& trace, Limits limits);
  ~Scheduler();  ///< every group must be empty by then
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  [[nodiscard]] MonotonicTime now() const { return now_; }
  [[nodiscard]] std::uint64_t picks() const { return picks_; }

  /// Makes a task, ready to run. With key 0 its identity follows from its spawner (the current task
  /// of the same group, or the group), the name, and how many that spawner has spawned.
  SimTask& spawn(TaskGroup& group, std::string_view name, std::function<void()> body, Key key = 0);

  enum class Wait { woken, deadline, killed };
  /// Inside a task: runs others until the time has come. A deadline that has passed still lets
  /// others run.
  Wait sleep_until(MonotonicTime deadline);
  /// Inside a task: the same, but ended early by `wake`.
  Wait block_until(MonotonicTime deadline);
  /// Ends the task's `block_until`; no effect when it is not in one.
  void wake(SimTask& task);

  void arm(Timer& timer, MonotonicTime at) { timers_.arm(timer, at); }

  /// From anywhere, also from a task of the group itself, which then goes on as a dead task.
  /// `around` (optional) is called with true before the first victim runs and with false after the
  /// last has ended; the group may be destroyed then. What has to happen after the kill belongs
  /// there: a caller that is a victim ends before `kill` returns to anyone.
  void kill(TaskGroup& group, const std::function<void(bool begin)>& around = {});
  /// Its tasks do not run until `resume`; time and messages go on.
  void pause(TaskGroup& group);
  void resume(TaskGroup& group);

  enum class Stop {
    asked,     ///< by `stop`
    idle,      ///< nothing is runnable and no timer is armed
    deadline,  ///< virtual time has come to `until`
    budget,    ///< Limits::picks
    livelock,  ///< Limits::picks_at_one_instant
  };
  /// Outside tasks: runs the world.
  Stop run(MonotonicTime until);
  void stop() { stop_asked_ = true; }

 private:
  struct Ready {
    std::uint64_t priority;
    Key key;
    SimTask* task;
    [[nodiscard]] bool operator<(const Ready& other) const {
      return priority != other.priority ? priority < other.priority : key < other.key;
    }
  };
  struct KillRequest {
    TaskGroup* group = nullptr;
    const std::function<void(bool)>* around = nullptr;
    SimTask* from = nullptr;
  };
  Wait wait(SimTask& task, SimTask::State state, MonotonicTime deadline);
  [[nodiscard]] bool skip_to(SimTask& task, MonotonicTime deadline);
  void make_ready(SimTask& task);
  void enqueue(SimTask& task);
  void count_pick(SimTask& task);
  [[nodiscard]] SimTask* next();
  [[nodiscard]] bool must_return_to_root() const;
  void end_wait(SimTask& task);
  void fire_task_timers();
  void fire_timers();
  void leave(SimTask& task);
  void enter(SimTask& task);
  void carry_out_kill();
  void unwind(TaskGroup& group, const std::function<void(bool)>& around);
  static void run_body(void* task);

  std::unique_ptr<SchedulePolicy> policy_;
  Trace& trace_;
  Limits limits_;
  MonotonicTime now_{};
  MonotonicTime until_{};
  TimerHeap timers_;
  std::vector<Ready> ready_;
  Fiber root_;
  SimTask* finished_ = nullptr;
  std::uint64_t picks_ = 0;
  std::uint64_t picks_at_instant_ = 0;
  bool stop_asked_ = false;
  bool unwinding_ = false;
  KillRequest kill_request_;
};

}  // namespace rollcall::sim
