#include "engine/strategies/catalogue.h"

#include <algorithm>
#include <tuple>

namespace rollcall {
namespace {

std::vector<StrategySpec> in_order(std::vector<StrategySpec> found) {
  std::ranges::sort(found, {}, [](const StrategySpec& spec) {
    return std::tuple(spec.origin.empty(), spec.demonstration, spec.origin, spec.name);
  });
  return found;
}

}  // namespace

std::span<const StrategySpec> strategies() {
  static const std::vector<StrategySpec> all = in_order(found_strategies());
  return all;
}

const StrategySpec* find_strategy(std::string_view name) {
  const auto found = std::ranges::find(strategies(), name, &StrategySpec::name);
  return found == strategies().end() ? nullptr : &*found;
}

}  // namespace rollcall
