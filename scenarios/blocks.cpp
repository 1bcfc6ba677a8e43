#include "scenarios/blocks.h"

#include <fmt/format.h>

#include <charconv>

#include "scenarios/case_defect.h"
#include "scenarios/profiles.h"
#include "scenarios/spelling.h"
#include "sim/schedule/policy.h"

namespace rollcall::scenarios {
namespace {

constexpr std::string_view client_prefix = "client.";

/// "client.7.process" -> the same place in the block that client came from.
std::string place_in_blocks(std::string_view place, const std::vector<std::size_t>& blocks) {
  if (!place.starts_with(client_prefix)) return std::string(place);
  const char* begin = place.data() + client_prefix.size();
  std::size_t client = blocks.size();
  const auto [end, error] = std::from_chars(begin, place.data() + place.size(), client);
  if (error != std::errc() || client >= blocks.size()) return std::string(place);
  const std::string_view rest = place.substr(static_cast<std::size_t>(end - place.data()));
  return fmt::format("{}{}{}", client_prefix, blocks[client], rest);
}

void read_fault(const TomlValue& value, Case& into, Problems& problems) {
  Section section(value, "[[fault]]", problems);
  std::string name;
  section.require("kind");
  section.read("kind", name);
  const faults::FaultKind* kind = faults::find_fault_kind(name);
  if (kind == nullptr) {
    std::vector<std::string_view> names;
    for (const faults::FaultKind& known : faults::fault_kinds()) names.push_back(known.name);
    if (!name.empty())
      section.complain("kind", fmt::format("unknown fault \"{}\"", name), suggestion(name, names));
    return;
  }
  faults::FaultEvent event{.kind = kind, .on = {}, .trigger = {}, .knobs = Knobs(kind->knobs)};
  section.require("on");
  section.read("on", event.on);
  if (section.has("at")) {
    event.trigger.at = Duration::zero();
    section.read("at", *event.trigger.at);
  }
  section.read("step", event.trigger.step);
  section.read("of", event.trigger.of);
  section.read("nth", event.trigger.nth, limits::nth);
  section.read(event.knobs);
  section.finish();
  into.faults.push_back(std::move(event));
}

}  // namespace

bool read_format(Section& root, Problems& problems) {
  std::int64_t format = case_format;
  root.require("format");
  root.read("format", format, {1, INT64_MAX});
  if (format <= case_format) return !problems.any();
  root.complain("format", fmt::format("format = {}", format),
                fmt::format("this program reads up to {}", case_format));
  return false;
}

void read_world(Section& root, Case& into, Problems& problems) {
  const TomlValue* value = root.find("world", TomlValue::Kind::table);
  if (value == nullptr) return;
  std::vector<std::string_view> names;
  for (const Profile& profile : profiles()) names.push_back(profile.name);
  Section section(*value, "[world]", problems);
  section.read("processes", into.world.processes, limits::processes);
  section.read("redis", into.world.redis, redis_persistences);
  section.read("profile", into.world.profile, names);
  section.read("hashing", into.world.hashing);
  section.finish();
}

void read_schedule(Section& root, Case& into, Problems& problems) {
  const TomlValue* value = root.find("schedule", TomlValue::Kind::table);
  if (value == nullptr) return;
  std::vector<std::string_view> names;
  for (const sim::PolicySpec& policy : sim::policies()) names.push_back(policy.name);
  Section section(*value, "[schedule]", problems);
  section.read("policy", into.schedule.policy, names);
  section.read("depth", into.schedule.depth, limits::depth);
  section.finish();
}

void read_faults(Section& root, Case& into, Problems& problems) {
  for (const TomlValue& value : root.items("fault")) read_fault(value, into, problems);
}

const StrategySpec* strategy_named(std::string_view name, Section& section, std::string_view key) {
  if (const StrategySpec* strategy = find_strategy(name)) return strategy;
  std::vector<std::string_view> names;
  for (const StrategySpec& strategy : strategies()) names.push_back(strategy.name);
  section.complain(key, fmt::format("unknown strategy \"{}\"", name), suggestion(name, names));
  return nullptr;
}

void report_defect(const Case& value, const TomlValue& document,
                   const std::vector<std::size_t>& blocks, Problems& problems) {
  const std::optional<Defect> found = find_defect(value);
  if (!found) return;
  const std::string place = place_in_blocks(found->place, blocks);
  problems.add(locate(document, place), found->what, found->right);
}

}  // namespace rollcall::scenarios
