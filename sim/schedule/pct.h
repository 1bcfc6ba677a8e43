// Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi, Nagarakatti, "A Randomized
// Scheduler with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010. Each task has one random
// priority; at depth - 1 change points the running task falls behind all others.
//
// Deviations: a change point is a draw of the task and its own pick (one in `steps_expected` /
// (depth - 1)), not the n-th step of the whole run, so that it stays where it is when another task
// goes; and as tasks mostly wait for time, falling behind means being held for at most `hold_most`.
#pragma once

#include <algorithm>

#include "sim/schedule/decisions.h"
#include "sim/schedule/policy.h"

namespace rollcall::sim {

class Pct final : public SchedulePolicy {
 public:
  static constexpr std::uint64_t steps_expected = 1024;
  static constexpr Duration hold_most = std::chrono::milliseconds(20);

  Pct(std::uint64_t seed, std::int64_t depth)
      : seed_(mix(seed, 0x706374ULL)),
        changes_(static_cast<std::uint64_t>(std::max<std::int64_t>(depth, 1)) - 1) {}

  [[nodiscard]] std::uint64_t priority(Key task, std::uint64_t) override {
    return mix(seed_, task);
  }

  [[nodiscard]] Duration hold(Key task, std::uint64_t pick) override {
    const std::uint64_t bits = mix(mix(task, seed_), pick);
    if (bits % steps_expected >= changes_) return Duration::zero();
    return Decisions::between(mix(bits, seed_), Duration(1), hold_most);
  }

 private:
  std::uint64_t seed_;
  std::uint64_t changes_;
};

}  // namespace rollcall::sim
