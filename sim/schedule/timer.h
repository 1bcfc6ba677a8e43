// The timer heap: what happens next, and when. Several timers of one instant fire in the order of
// their keys.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "engine/host.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

class SimTask;
class TimerHeap;

/// Owned by whoever arms it; destruction disarms. `fire` runs on the scheduler's own stack and must
/// not block. A timer made for a task has no callback: it ends that task's wait.
class Timer {
 public:
  Timer(Key key, std::function<void()> fire) : key_(key), fire_(std::move(fire)) {}
  Timer(Key key, SimTask& task) : key_(key), task_(&task) {}
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;
  [[nodiscard]] bool armed() const { return heap_ != nullptr; }
  [[nodiscard]] MonotonicTime at() const { return at_; }
  /// Null for a timer with a callback.
  [[nodiscard]] SimTask* task() const { return task_; }
  void fire() const { fire_(); }

 private:
  friend class TimerHeap;
  Key key_;
  SimTask* task_ = nullptr;
  std::function<void()> fire_;
  MonotonicTime at_{};
  TimerHeap* heap_ = nullptr;
  std::size_t index_ = 0;
};

class TimerHeap {
 public:
  ~TimerHeap();
  /// Moves the timer when it is armed already.
  void arm(Timer& timer, MonotonicTime at);
  void disarm(Timer& timer);
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] Timer& first() const { return *heap_.front().timer; }

 private:
  struct Entry {
    MonotonicTime at;
    Key key;
    Timer* timer;
    [[nodiscard]] bool before(const Entry& other) const {
      return at != other.at ? at < other.at : key < other.key;
    }
  };
  void place(std::size_t index, const Entry& entry);
  void rise(std::size_t index, const Entry& entry);
  void sink(std::size_t index, const Entry& entry);
  std::vector<Entry> heap_;
};

}  // namespace rollcall::sim
