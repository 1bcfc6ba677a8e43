// For tests: the real host, which also remembers the named steps, and can do something at one.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/os/os_host.h"

namespace rollcall {

/// What a host throws out of a step when the process is killed there.
struct KilledAtStep {};

class ObservedHost : public OsHost {
 public:
  std::unique_ptr<Task> spawn(std::string_view name, std::function<void()> body) override {
    return OsHost::spawn(name, [body = std::move(body)] {
      try {
        body();
      } catch (const KilledAtStep&) {
        return;  // the task ends as those of a killed process do
      }
    });
  }

  /// Runs `work(0)` to `work(count - 1)` beside each other, and returns when all have returned.
  void at_once(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::vector<std::unique_ptr<Task>> tasks(count);
    for (std::size_t i = 0; i < count; ++i) {
      tasks[i] = spawn("at_once", [&work, i] { work(i); });
    }
  }

  void reached(std::string_view step) override {
    std::function<void()> action;
    {
      const std::lock_guard guard(mutex_);
      reached_.emplace_back(step);
      if (const auto found = actions_.find(step); found != actions_.end()) action = found->second;
    }
    if (action) action();
  }

  /// From now on, whoever reaches `step` does `action` first. Null: nothing any more.
  void at(std::string_view step, std::function<void()> action) {
    const std::lock_guard guard(mutex_);
    actions_.insert_or_assign(std::string(step), std::move(action));
  }
  void kill_at(std::string_view step) {
    at(step, [] { throw KilledAtStep(); });
  }

  [[nodiscard]] std::size_t count(std::string_view step) const {
    const std::lock_guard guard(mutex_);
    return static_cast<std::size_t>(std::ranges::count(reached_, step));
  }
  [[nodiscard]] std::vector<std::string> steps() const {
    const std::lock_guard guard(mutex_);
    return reached_;
  }
  /// False: it was not reached `times` times within ten seconds.
  [[nodiscard]] bool wait_for(std::string_view step, std::size_t times = 1) {
    return becomes_true([&] { return count(step) >= times; });
  }
  /// False: not within ten seconds.
  [[nodiscard]] bool becomes_true(const std::function<bool()>& claim) {
    const MonotonicTime deadline = now() + std::chrono::seconds(10);
    while (!claim()) {
      if (now() >= deadline) return false;
      sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> reached_;
  std::map<std::string, std::function<void()>, std::less<>> actions_;
};

}  // namespace rollcall
