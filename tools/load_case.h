// Turns what a user names on the command line into one case.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "engine/strategy.h"
#include "scenarios/case.h"

namespace rollcall::tools {

struct Wanted {
  std::string path;
  std::optional<std::uint64_t> seed{};   ///< scenarios only; 1
  std::optional<std::uint64_t> world{};  ///< scenarios only; 0
  std::string strategy{};                ///< scenarios only; empty: the first that it names
};
/// The error is one line.
[[nodiscard]] std::expected<scenarios::Case, std::string> load_case(const Wanted& wanted);

/// The error names the strategies that there are.
[[nodiscard]] std::expected<const StrategySpec*, std::string> strategy_named(std::string_view name);

}  // namespace rollcall::tools
