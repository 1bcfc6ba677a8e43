#include "tools/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "properties/property.h"
#include "tools/story_scene.h"

namespace rollcall::tools {
namespace {

using properties::Judgement;
using properties::Verdict;
using scenarios::Outcome;

constexpr std::size_t moments_most = 13;
constexpr std::size_t store_lines_most = 6;
constexpr std::size_t width_most = 150;

// The promise for which the case was saved, if it is broken; else the first that is.
const Judgement* broken(const scenarios::Case& value, const Outcome& outcome) {
  const Judgement* first = nullptr;
  for (const Judgement& judgement : outcome.judgements) {
    if (judgement.verdict != Verdict::broken) continue;
    if (value.shown && value.shown->property == to_string(judgement.promise)) return &judgement;
    if (first == nullptr) first = &judgement;
  }
  return first;
}

// The lightest moments go first, later ones before earlier ones of the same weight: stories turn on
// their beginnings.
std::vector<Moment> choose(std::vector<Moment> moments) {
  while (moments.size() > moments_most) {
    auto lightest = moments.end() - 1;
    for (auto moment = moments.end(); moment-- != moments.begin();) {
      if (moment->weight < lightest->weight) lightest = moment;
    }
    moments.erase(lightest);
  }
  return moments;
}

std::string lanes(const std::vector<Moment>& moments) {
  static constexpr std::array<std::string_view, 4> titles = {"clients", "app processes", "Redis",
                                                             "SQLite"};
  std::array<std::size_t, 4> widths{};
  for (std::size_t lane = 0; lane < titles.size(); ++lane) widths[lane] = titles[lane].size();
  for (const Moment& moment : moments) {
    std::size_t& width = widths[static_cast<std::size_t>(moment.lane)];
    width = std::max(width, moment.text.size());
  }
  std::string text = fmt::format("{:>10}", "ms");
  for (std::size_t lane = 0; lane < titles.size(); ++lane)
    text += fmt::format("  {:<{}}", titles[lane], widths[lane]);
  text.erase(text.find_last_not_of(' ') + 1);
  text += '\n';
  for (const Moment& moment : moments) {
    std::string line = fmt::format("{:>10.3f}", static_cast<double>(moment.at_ns) / 1e6);
    for (std::size_t lane = 0; lane <= static_cast<std::size_t>(moment.lane); ++lane) {
      const bool here = lane == static_cast<std::size_t>(moment.lane);
      line += here ? "  " + moment.text : std::string(widths[lane] + 2, ' ');
    }
    text += line + '\n';
  }
  return text;
}

std::string shortened(std::string line) {
  if (line.size() > width_most) line = line.substr(0, width_most - 3) + "...";
  return line;
}

std::string stores(const Outcome& outcome) {
  std::vector<std::string> lines;
  std::string rows = "  SQLite at the end:";
  for (const properties::UserRow& row : outcome.contents.users) {
    rows += fmt::format(" {} = {} {};", row.id, row.name, row.phone);
  }
  lines.push_back(outcome.contents.users.empty() ? rows + " no users" : rows);
  for (const auto& [key, hash] : outcome.contents.hashes) {
    std::string line = fmt::format("  Redis at the end:  {}", key);
    for (const auto& [field, content] : hash) line += fmt::format(" {}={}", field, content);
    lines.push_back(line);
  }
  for (const auto& [key, content] : outcome.contents.strings) {
    lines.push_back(fmt::format("  Redis at the end:  {} = {}", key, content));
  }
  if (lines.size() == 1) lines.emplace_back("  Redis at the end:  empty");
  if (lines.size() > store_lines_most) {
    const std::size_t hidden = lines.size() - store_lines_most + 1;
    lines.resize(store_lines_most - 1);
    lines.push_back(fmt::format("  ... and {} more keys in Redis", hidden));
  }
  std::string text;
  for (const std::string& line : lines) text += shortened(line) + '\n';
  return text;
}

std::string setting(const scenarios::Case& value) {
  return fmt::format("{}: {} app process{}, Redis {}, profile {}, schedule {}, seed {}",
                     value.strategy->name, value.world.processes,
                     value.world.processes == 1 ? "" : "es", value.world.redis, value.world.profile,
                     value.schedule.policy, value.seed);
}

}  // namespace

std::string tell_story(const scenarios::Case& value, const Outcome& outcome) {
  const Judgement* judgement = broken(value, outcome);
  const properties::Violation* violation = judgement != nullptr && !judgement->violations.empty()
                                               ? &judgement->violations.front()
                                               : nullptr;
  std::string text;
  if (judgement != nullptr) {
    text += fmt::format("BROKEN {}: {}\n", to_string(judgement->promise),
                        properties::property_of(judgement->promise).broken);
    text += shortened("  " + judgement->detail) + '\n';
  } else {
    text += outcome.stopped.empty() ? "Every promise that was put to the test held.\n"
                                    : outcome.stopped + '\n';
  }
  text += setting(value) + '\n';
  const std::vector<Moment> all = moments_of(value, outcome, focus_of(outcome, violation));
  const std::vector<Moment> told = choose(all);
  text += lanes(told);
  if (told.size() < all.size()) {
    text += fmt::format("  ({} quieter moments are left out; --trace has every event)\n",
                        all.size() - told.size());
  }
  return text + stores(outcome);
}

}  // namespace rollcall::tools
