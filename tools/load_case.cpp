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
  if (auto* value = std::get_if<scenarios::Case>(&*loaded)) return std::move(*value);
  const auto& scenario = std::get<scenarios::Scenario>(*loaded);
  const StrategySpec* strategy = scenario.strategies.front();
  if (!wanted.strategy.empty()) {
    const auto named = strategy_named(wanted.strategy);
    if (!named) return std::unexpected(named.error());
    strategy = *named;
  }
  return scenarios::instantiate(scenario, *strategy, wanted.seed, wanted.world);
}

}  // namespace rollcall::tools
