// Actions at points of virtual time, each run once and freed afterwards.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "sim/schedule/scheduler.h"
#include "sim/schedule/timer.h"

namespace rollcall::sim {

class OneShots {
 public:
  explicit OneShots(Scheduler& scheduler) : scheduler_(scheduler) {}

  /// `action` runs outside tasks; `key` orders it among others of one instant.
  void at(MonotonicTime when, Key key, std::function<void()> action) {
    auto shot = std::make_unique<Shot>(*this, key, std::move(action));
    shot->index = pending_.size();
    scheduler_.arm(shot->timer, when);
    pending_.push_back(std::move(shot));
  }

 private:
  struct Shot {
    Shot(OneShots& all, Key key, std::function<void()> its_action)
        : action(std::move(its_action)), timer(key, [this, &all] { all.fire(*this); }) {}
    std::function<void()> action;
    Timer timer;
    std::size_t index = 0;  ///< in pending_
  };

  void fire(Shot& shot) {
    std::unique_ptr<Shot>& place = pending_[shot.index];
    fired_ = std::move(place);
    if (shot.index + 1 < pending_.size()) {
      place = std::move(pending_.back());
      place->index = shot.index;
    }
    pending_.pop_back();
    shot.action();
  }

  Scheduler& scheduler_;
  std::vector<std::unique_ptr<Shot>> pending_;
  std::unique_ptr<Shot> fired_;  ///< the last one: its timer may still be firing
};

}  // namespace rollcall::sim
