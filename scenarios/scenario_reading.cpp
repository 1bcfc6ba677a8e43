#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "scenarios/blocks.h"
#include "scenarios/scenario.h"
#include "scenarios/spelling.h"

namespace rollcall::scenarios {
namespace {

constexpr limits::Counts bounded{1, 64};
constexpr limits::Counts bounded_faults{0, limits::faults_most};

void read_strategies(Section& root, Scenario& into) {
  if (!root.has("strategies")) {
    for (const StrategySpec& strategy : strategies()) into.strategies.push_back(&strategy);
    return;
  }
  for (const std::string& name : root.texts("strategies")) {
    const StrategySpec* strategy = strategy_named(name, root, "strategies");
    if (std::ranges::find(into.strategies, strategy) != into.strategies.end()) {
      root.complain("strategies", fmt::format("\"{}\" is named twice", name));
    }
    into.strategies.push_back(strategy);
  }
  if (into.strategies.empty()) root.complain("strategies", "no strategy", "leave it out for all");
}

void read_options(Section& root, Scenario& into, Problems& problems) {
  const TomlValue* value = root.find("options", TomlValue::Kind::table);
  if (value == nullptr) return;
  Section section(*value, "[options]", problems);
  for (const TomlEntry& entry : value->entries) {
    const StrategySpec* strategy = strategy_named(entry.key, section, entry.key);
    const TomlValue* table = section.find(entry.key, TomlValue::Kind::table);
    if (strategy == nullptr || table == nullptr) continue;
    Section inner(*table, fmt::format("[options.{}]", entry.key), problems);
    Knobs knobs(strategy->knobs);
    inner.read(knobs);
    inner.finish();
    into.options.emplace_back(strategy, std::move(knobs));
  }
}

void read_kinds(Section& section, Bounds& into) {
  into.kinds = section.texts("kinds");
  std::vector<std::string_view> names;
  for (const faults::FaultKind& known : faults::fault_kinds()) names.push_back(known.name);
  for (const std::string& kind : into.kinds) {
    if (faults::find_fault_kind(kind) != nullptr) continue;
    section.complain("kinds", fmt::format("unknown fault \"{}\"", kind), suggestion(kind, names));
  }
  const bool none = section.has("kinds") && into.kinds.empty();
  if (none) section.complain("kinds", "no kind of fault", "faults = 0 says that there are none");
}

Bounds read_bounds(const TomlValue& value, Problems& problems) {
  Bounds bounds;
  Section section(value, "[generate]", problems);
  section.read("clients", bounds.clients, bounded);
  section.read("operations", bounds.operations, bounded);
  section.read("processes", bounds.processes, limits::processes);
  section.read("faults", bounds.faults, bounded_faults);
  read_kinds(section, bounds);
  section.finish();
  return bounds;
}

/// The world that the file states, checked as a case of the first strategy.
Case read_template(Section& root, const TomlValue& document, Problems& problems) {
  Case value;
  read_world(root, value, problems);
  read_schedule(root, value, problems);
  const std::vector<std::size_t> blocks = read_clients(root, value, {.may_count = true}, problems);
  read_faults(root, value, problems);
  if (!problems.any()) {
    value.strategy = &strategies().front();
    report_defect(value, document, blocks, problems);
    value.strategy = nullptr;
  }
  return value;
}

}  // namespace

std::expected<Scenario, InputError> read_scenario(std::string_view text, std::string_view file) {
  const std::expected<TomlValue, InputError> document = parse_toml(text, file);
  if (!document) return std::unexpected(document.error());
  Problems problems;
  Section root(*document, "a scenario", problems);
  if (!read_format(root, problems)) return std::unexpected(problems.first(file));
  Scenario scenario;
  scenario.name = std::filesystem::path(file).stem().string();
  root.require("summary");
  root.read("summary", scenario.summary);
  std::int64_t worlds = static_cast<std::int64_t>(scenario.worlds);
  root.read("worlds", worlds, limits::worlds);
  scenario.worlds = static_cast<std::uint64_t>(worlds);
  read_strategies(root, scenario);
  read_options(root, scenario, problems);
  if (const TomlValue* generate = root.find("generate", TomlValue::Kind::table)) {
    scenario.worlds_are = read_bounds(*generate, problems);
  } else {
    scenario.worlds_are = read_template(root, *document, problems);
  }
  root.finish();
  if (problems.any()) return std::unexpected(problems.first(file));
  return scenario;
}

}  // namespace rollcall::scenarios
