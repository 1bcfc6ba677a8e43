// Every pick is an independent draw: with few runnable tasks all short interleavings are likely.
//
// Latencies make it rare that two tasks are runnable at once, so one pick in `hold_one_in` is
// preceded by a hold of at most `hold_most`: the scheduler of a busy machine does no less.
#pragma once

#include "sim/schedule/decisions.h"
#include "sim/schedule/policy.h"

namespace rollcall::sim {

class RandomPolicy final : public SchedulePolicy {
 public:
  static constexpr std::uint64_t hold_one_in = 256;
  static constexpr Duration hold_most = std::chrono::milliseconds(1);

  explicit RandomPolicy(std::uint64_t seed) : seed_(mix(seed, 0x72616e646f6dULL)) {}

  [[nodiscard]] std::uint64_t priority(Key task, std::uint64_t pick) override {
    return mix(mix(seed_, task), pick);
  }

  [[nodiscard]] Duration hold(Key task, std::uint64_t pick) override {
    const std::uint64_t bits = mix(mix(task, seed_), pick);
    if (bits % hold_one_in != 0) return Duration::zero();
    return Decisions::between(mix(bits, seed_), Duration(1), hold_most);
  }

 private:
  std::uint64_t seed_;
};

}  // namespace rollcall::sim
