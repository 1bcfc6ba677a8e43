#include "tools/load_case.h"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "scenarios/scenario.h"

namespace rollcall::tools {

std::expected<const StrategySpec*, std::string> strategy_named(std::string_view name) {
  if (const StrategySpec* found = find_strategy(name); found != nullptr) return found;
  std::string names;
  for (const StrategySpec& strategy : strategies()) {
    names += (names.empty() ? "" : ", ") + std::string(strategy.name);
  }
  return std::unexpected(fmt::format("there is no strategy \"{}\"; there are {}", name, names));
}

std::expected<scenarios::Case, std::string> load_case(const Wanted& wanted) {
  auto loaded = scenarios::load(wanted.path);
  if (!loaded) return std::unexpected(scenarios::to_string(loaded.error()));
  if (auto* value = std::get_if<scenarios::Case>(&*loaded)) {
    if (!wanted.seed && !wanted.world && wanted.strategy.empty()) return std::move(*value);
    return std::unexpected(wanted.path +
                           ": is a case, which has a strategy, a seed and a world of its own; "
                           "--strategy, --seed and --world are for scenarios");
  }
  const auto& scenario = std::get<scenarios::Scenario>(*loaded);
  const StrategySpec* strategy = scenario.strategies.front();
  if (!wanted.strategy.empty()) {
    const auto named = strategy_named(wanted.strategy);
    if (!named) return std::unexpected(named.error());
    strategy = *named;
  }
  return scenarios::instantiate(scenario, *strategy, wanted.seed.value_or(1),
                                wanted.world.value_or(0));
}

}  // namespace rollcall::tools
