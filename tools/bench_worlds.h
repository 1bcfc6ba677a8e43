// The worlds that `bench` measures, built and not read: their sizes are part of what is measured.
#pragma once

#include <cstdint>

#include "engine/strategy.h"
#include "scenarios/case.h"

namespace rollcall::tools {

/// 10 clients x 10 operations on two processes, one of which is killed and started again.
[[nodiscard]] scenarios::Case short_world(const StrategySpec& strategy, std::uint64_t seed);
/// 50 clients that think for 0 to 2 s between operations.
[[nodiscard]] scenarios::Case thinking_world(const StrategySpec& strategy, std::uint64_t seed);
/// 100 clients on two processes that register so many people one after the other.
[[nodiscard]] scenarios::Case long_world(const StrategySpec& strategy, std::uint32_t registrations);
/// 500 clients that register in one instant; the pool has 5 connections, so none waits in vain.
[[nodiscard]] scenarios::Case crowded_world(const StrategySpec& strategy, std::uint64_t seed);

}  // namespace rollcall::tools
