// A task is a fiber with an identity; a group is the tasks that live and die together, as a process
// does.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/fiber.h"
#include "sim/schedule/key.h"
#include "sim/schedule/timer.h"

namespace rollcall::sim {

struct Process;
class Scheduler;
class TaskGroup;

/// Thrown by blocking Host calls of a dead process; deliberately no std::exception.
struct Killed {};

/// How often each name has been spawned by one spawner: a task's identity must not depend on its
/// siblings of other names.
class SpawnCounts {
 public:
  [[nodiscard]] std::uint32_t next(Key name) {
    for (auto& [known, count] : counts_) {
      if (known == name) return count++;
    }
    counts_.emplace_back(name, 1);
    return 0;
  }

 private:
  std::vector<std::pair<Key, std::uint32_t>> counts_;
};

/// Valid until its body has returned; the scheduler frees it then.
class SimTask {
 public:
  SimTask(TaskGroup& group, Key key, std::string_view name, std::function<void()> body);
  ~SimTask();
  SimTask(const SimTask&) = delete;
  SimTask& operator=(const SimTask&) = delete;

  /// The running task of this thread; null outside tasks.
  [[nodiscard]] static SimTask* current();

  [[nodiscard]] Key key() const { return key_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] TaskGroup& group() const { return group_; }

  /// The client operation it works for; 0: none. Spawned tasks inherit it.
  Key operation = 0;
  /// How many decisions it has drawn, by domain (decisions.h).
  std::uint32_t drawn[8] = {};

 private:
  friend class Scheduler;
  enum class State : std::uint8_t {
    ready,  ///< in the heap of the runnable
    running,
    sleeping,  ///< until its timer
    blocked,   ///< until its timer or a wake
    held,      ///< ready, but kept back by the policy until its timer
    parked,    ///< ready, but its group is paused
    finished,
  };
  TaskGroup& group_;
  Key key_;
  std::string name_;
  std::function<void()> body_;
  Fiber fiber_;
  Timer timer_;
  State state_ = State::ready;
  bool started_ = false;
  bool woken_ = false;  ///< how the last wait ended
  std::uint64_t picks_ = 0;
  SpawnCounts spawned_;
  Scheduler* scheduler_ = nullptr;
  SimTask* older_ = nullptr;  ///< the group's list, in the order of spawning
  SimTask* younger_ = nullptr;
};

class TaskGroup {
 public:
  /// `process` is carried for those who look at a task and want its process; may be null.
  TaskGroup(Key key, std::string_view name, Process* process)
      : key_(key), name_(name), process_(process) {}
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  [[nodiscard]] Key key() const { return key_; }
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] Process* process() const { return process_; }
  /// Killed: its tasks' calls have no effect on the world any more.
  [[nodiscard]] bool dead() const { return dead_; }
  [[nodiscard]] bool paused() const { return paused_; }
  [[nodiscard]] bool empty() const { return youngest_ == nullptr; }

 private:
  friend class Scheduler;
  friend class SimTask;
  Key key_;
  std::string name_;
  Process* process_;
  bool dead_ = false;
  bool paused_ = false;
  SpawnCounts spawned_;
  SimTask* youngest_ = nullptr;
};

}  // namespace rollcall::sim
