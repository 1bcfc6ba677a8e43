// What `bench` measures on a real redis-server and a real SQLite file, by the clock on the wall.
#pragma once

#include "engine/strategy.h"
#include "tools/bench_row.h"

namespace rollcall::tools {

/// 500 threads register one user each: from the first call to the last answer.
[[nodiscard]] Row real_crowd(const StrategySpec& strategy, bool hashing);

/// The same, as many times as long as a group commit written by hand; the best of three, in turn.
[[nodiscard]] Row crowd_beside_group_commit(const StrategySpec& strategy);
/// The median acknowledgement, as many times as long as that of one EVALSHA by each of 500 threads;
/// the best of three, in turn.
[[nodiscard]] Row crowd_beside_evalsha(const StrategySpec& strategy);

}  // namespace rollcall::tools
