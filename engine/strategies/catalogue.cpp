#include "engine/strategies/catalogue.h"

#include <algorithm>
#include <vector>

namespace rollcall {

std::span<const StrategySpec> strategies() {
  static const std::vector<StrategySpec> all = {write_through_strategy, write_behind_strategy,
                                                parallel_strategy,      hybrid_strategy,
                                                optimized_strategy,     hybrid_sketch_strategy};
  return all;
}

const StrategySpec* find_strategy(std::string_view name) {
  const auto found = std::ranges::find(strategies(), name, &StrategySpec::name);
  return found == strategies().end() ? nullptr : &*found;
}

}  // namespace rollcall
