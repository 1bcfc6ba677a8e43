// For tests of the disk: one machine and its processes, without network, engine or Host.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/environment.h"
#include "sim/process.h"

namespace rollcall::sim {

struct SmallWorldSettings {
  std::uint64_t seed = 1;
  Latency latency = {.disk_read = {std::chrono::microseconds(2), std::chrono::microseconds(9)},
                     .disk_write = {std::chrono::microseconds(3), std::chrono::microseconds(15)},
                     .disk_sync = {std::chrono::microseconds(200), std::chrono::microseconds(900)}};
  bool keep_events = false;
};

class SmallWorld {
 public:
  explicit SmallWorld(const SmallWorldSettings& settings = {});
  ~SmallWorld();

  /// Made, or started again when it is down.
  Process& start(std::string_view name);
  void spawn(Process& process, std::string_view name, std::function<void()> body);
  /// Runs `body` as the only task of a process of its own, and the world until that is done.
  void run(std::string_view process, std::function<void()> body);
  void run_for(Duration length);
  void run_until_idle();
  void at(MonotonicTime when, std::function<void()> action);
  void kill(Process& process);
  /// Kills all processes, then takes what was not synced.
  void lose_power();

  [[nodiscard]] Environment& environment() { return environment_; }
  [[nodiscard]] Scheduler& scheduler() { return scheduler_; }
  [[nodiscard]] Disk& disk() { return *machine_->disk; }
  [[nodiscard]] Machine& machine() { return *machine_; }
  [[nodiscard]] Trace& trace() { return trace_; }
  [[nodiscard]] Hooks& hooks() { return hooks_; }
  [[nodiscard]] MonotonicTime now() const { return scheduler_.now(); }

 private:
  Latency latency_;
  Trace trace_;
  Decisions decisions_;
  Hooks hooks_;
  Scheduler scheduler_;
  Environment environment_;
  std::unique_ptr<Machine> machine_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<std::unique_ptr<Timer>> timers_;
};

/// Answers each point whose name and label match with one verdict. An empty label matches any.
class AlwaysRule final : public Rule {
 public:
  AlwaysRule(std::string_view name, std::string_view label, Verdict verdict)
      : name_(name), label_(label), verdict_(verdict) {}
  [[nodiscard]] Verdict at(const Point& point) override {
    const bool matches = point.name == name_ && (label_.empty() || point.label == label_);
    if (matches) ++asked;
    return matches ? verdict_ : Verdict{};
  }
  std::size_t asked = 0;  ///< how many points have matched

 private:
  std::string_view name_;
  std::string_view label_;
  Verdict verdict_;
};

}  // namespace rollcall::sim
