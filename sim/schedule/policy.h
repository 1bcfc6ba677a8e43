// A schedule policy decides who runs next, and who is held back for a while. It sees tasks only by
// their key and their own pick count, so that its answers do not depend on what else exists.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "engine/host.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

class SchedulePolicy {
 public:
  virtual ~SchedulePolicy() = default;
  /// The runnable task with the highest priority runs; ties go to the higher key. Asked once per
  /// wake-up, for the task's own `pick`-th pick (from 0).
  [[nodiscard]] virtual std::uint64_t priority(Key task, std::uint64_t pick) = 0;
  /// How long the task, now ready for its `pick`-th pick, is kept from running. Zero: not at all.
  [[nodiscard]] virtual Duration hold(Key task, std::uint64_t pick) = 0;
};

/// One entry of the catalogue of policies.
struct PolicySpec {
  std::string_view name;
  std::string_view summary;
  std::unique_ptr<SchedulePolicy> (*make)(std::uint64_t seed,
                                          std::int64_t depth);  ///< depth: change points (PCT)
};
[[nodiscard]] std::span<const PolicySpec> policies();  // random, pct, round-robin
[[nodiscard]] const PolicySpec* find_policy(std::string_view name);

}  // namespace rollcall::sim
