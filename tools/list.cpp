#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/strategy.h"
#include "faults/fault.h"
#include "properties/property.h"
#include "scenarios/profiles.h"
#include "scenarios/scenario.h"
#include "sim/redis/command_table.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/scenario_folder.h"

namespace rollcall::tools {
namespace {

struct Entry {
  std::string name;
  std::string summary;
  std::vector<std::string> details;
};

std::string of_knob(const Knob& knob) {
  return fmt::format("{} = {}: {}", knob.name, knob.fallback, knob.meaning);
}

std::vector<Entry> list_strategies() {
  std::vector<Entry> entries;
  for (const StrategySpec& strategy : strategies()) {
    Entry entry{std::string(strategy.name), std::string(strategy.summary), {}};
    const std::string origin = strategy.origin.empty()
                                   ? "not in the document"
                                   : fmt::format("{} in the document", strategy.origin);
    entry.details.push_back(fmt::format("{}{}. {}", origin,
                                        strategy.demonstration ? "; a demonstration" : "",
                                        strategy.choose_when));
    for (const Knob& knob : strategy.knobs) entry.details.push_back(of_knob(knob));
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<Entry> list_faults() {
  std::vector<Entry> entries;
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    Entry entry{std::string(kind.name), std::string(kind.summary), {}};
    entry.details.push_back(fmt::format("models {}; seen: {}", kind.models, kind.seen));
    entry.details.push_back(
        fmt::format("{}; {}", kind.transient ? "ends with the storm" : "its damage lasts",
                    kind.on_real_backends ? "real backends can have it"
                                          : "only the simulator can make it on command"));
    for (const Knob& knob : kind.knobs) entry.details.push_back(of_knob(knob));
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::vector<Entry> list_properties() {
  std::vector<Entry> entries;
  for (const properties::Property& property : properties::properties()) {
    entries.push_back({std::string(property.name()), std::string(property.summary), {}});
  }
  return entries;
}

std::vector<Entry> list_profiles() {
  std::vector<Entry> entries;
  for (const scenarios::Profile& profile : scenarios::profiles()) {
    entries.push_back({std::string(profile.name), std::string(profile.summary), {}});
  }
  return entries;
}

// Those of the folder `scenarios` beside the project, in which newcomers start; files that are none
// are passed over.
std::vector<Entry> list_scenarios() {
  std::vector<Entry> entries;
  for (const std::string& path : toml_files_in(scenario_folder())) {
    const auto loaded = scenarios::load(path);
    if (!loaded) continue;
    if (const auto* scenario = std::get_if<scenarios::Scenario>(&*loaded)) {
      entries.push_back({scenario->name, scenario->summary, {path}});
    }
  }
  return entries;
}

Entry of_redis_command(const sim::redis::Command& command) {
  std::string name(command.name);
  std::ranges::replace(name, '|', ' ');
  const int words = std::abs(command.arity);
  return {std::move(name),
          fmt::format("{}{} word{}; {}", command.arity < 0 ? "at least " : "", words,
                      words == 1 ? "" : "s", fmt::join(sim::redis::names_of_flags(command), ", ")),
          {}};
}

// What the model of Redis knows. Subcommands stand for their container.
std::vector<Entry> list_redis_commands() {
  std::vector<Entry> entries;
  for (const sim::redis::Command* command : sim::redis::all_commands()) {
    if (command->subcommands.empty()) entries.push_back(of_redis_command(*command));
    for (const auto& subcommand : command->subcommands)
      entries.push_back(of_redis_command(subcommand));
  }
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

std::vector<Entry> entries_of(std::string_view kind) {
  if (kind == "strategies") return list_strategies();
  if (kind == "faults") return list_faults();
  if (kind == "properties") return list_properties();
  if (kind == "profiles") return list_profiles();
  if (kind == "redis-commands") return list_redis_commands();
  return list_scenarios();
}

}  // namespace

Exit list(const ListOptions& options) {
  const std::vector<Entry> entries = entries_of(options.kind);
  if (options.json) {
    nlohmann::json rows = nlohmann::json::array();
    for (const Entry& entry : entries)
      rows.push_back({{"name", entry.name}, {"summary", entry.summary}});
    fmt::print("{}\n", rows.dump(2));
    return Exit::kept;
  }
  std::size_t width = 0;
  for (const Entry& entry : entries) width = std::max(width, entry.name.size());
  for (const Entry& entry : entries) {
    fmt::print("{:<{}}  {}\n", entry.name, width, entry.summary);
    for (const std::string& detail : entry.details) fmt::print("{:<{}}    {}\n", "", width, detail);
  }
  return Exit::kept;
}

}  // namespace rollcall::tools
