// The entries of the strategy catalogue, one per file beside this one.
#pragma once

#include "engine/strategy.h"

namespace rollcall {

extern const StrategySpec write_through_strategy;
extern const StrategySpec write_behind_strategy;
extern const StrategySpec parallel_strategy;
extern const StrategySpec hybrid_strategy;
extern const StrategySpec optimized_strategy;
extern const StrategySpec hybrid_sketch_strategy;

}  // namespace rollcall
