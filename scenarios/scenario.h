// A Scenario is a family of cases: one file that states a world, or what generated worlds may hold,
// and is run for several strategies and many seeds.
//
//     format = 1
//     summary = "five hundred people register in one instant"
//     strategies = ["write-through"]      # default: all
//     worlds = 5                          # default: 100
//
//     [options.write-through]             # knobs of one strategy
//     pool = 5
//
//     [world]                             # then as in a case: [world], [schedule], [[client]],
//     [[fault]] profile = "design-document"
//
//     [[client]]
//     count = 500                         # this many clients, dealt to the processes in turn
//     operations = [{ do = "register" }]  # each with a phone and a name of its own; times = 10
//                                         # makes ten of one
//
// or, instead of clients and faults, worlds that are made up (generator.h) within optional bounds:
//
//     [generate]
//     clients = 4
//     kinds = ["app.kill", "redis.kill"]
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/case.h"
#include "scenarios/generator.h"
#include "scenarios/input_error.h"

namespace rollcall::scenarios {

struct Scenario {
  std::string name;                             ///< of its file, without folder and ending
  std::string summary;                          ///< one line
  std::vector<const StrategySpec*> strategies;  ///< at least one
  std::uint64_t worlds = 100;                   ///< how many `run` runs for each strategy
  std::vector<std::pair<const StrategySpec*, Knobs>> options;  ///< where the file states any
  std::variant<Case, Bounds> worlds_are;  ///< a template without strategy and seed; or generated
};

/// World number `world` (from 0) of the campaign `seed`; worlds do not depend on each other, and
/// are the same for every strategy. The strategy need not be one that the scenario names.
[[nodiscard]] Case instantiate(const Scenario& scenario, const StrategySpec& strategy,
                               std::uint64_t seed, std::uint64_t world);

/// `file` names the text in errors, and the scenario.
[[nodiscard]] std::expected<Scenario, InputError> read_scenario(std::string_view text,
                                                                std::string_view file);

/// A file of either kind: a scenario has a summary, a case has a seed.
[[nodiscard]] std::expected<std::variant<Case, Scenario>, InputError> load(const std::string& path);

}  // namespace rollcall::scenarios
