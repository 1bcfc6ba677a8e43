// Whoever ran least runs next, nobody is held. Deviates from textbook round-robin in that the order
// among equals follows the tasks' keys and not their age: a task's place must not depend on how
// many others exist.
#pragma once

#include "sim/schedule/policy.h"

namespace rollcall::sim {

class RoundRobin final : public SchedulePolicy {
 public:
  [[nodiscard]] std::uint64_t priority(Key, std::uint64_t pick) override { return ~pick; }
  [[nodiscard]] Duration hold(Key, std::uint64_t) override { return Duration::zero(); }
};

}  // namespace rollcall::sim
