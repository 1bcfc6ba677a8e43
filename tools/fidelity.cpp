#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/fidelity/coverage.h"
#include "sim/redis/fidelity/crash.h"
#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/known_differences.h"
#include "sim/redis/fidelity/random_requests.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/fitting_redis_server.h"
#include "tools/jobs.h"
#include "tools/output_file.h"
#include "tools/progress.h"
#include "tools/worker_count.h"

namespace rollcall::sim::redis {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CommandTally, ran, useful, agreed, listed)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Tally, commands, known_differences)

}  // namespace rollcall::sim::redis

namespace rollcall::tools {
namespace {

using sim::redis::CommandTally;
using sim::redis::RequestFamily;
using sim::redis::Step;
using sim::redis::Tally;
using Sequence = std::vector<Step>;

// Sequences that one worker compares before it starts another server: their append-only file stays
// small.
constexpr std::uint64_t sequences_a_piece = 250;
// Beside so many sequences there is one after which both are killed, and come back from their
// files: this starts three more servers.
constexpr std::uint64_t sequences_a_crash = 16;

struct Found {
  Tally tally;
  std::vector<std::string> differences;  ///< each with its family and the shortest sequence
  std::uint64_t crashes = 0;
};

std::string shown(const Sequence& steps) {
  std::string text;
  for (const Step& step : steps) {
    text += fmt::format("\n    client {}:", step.connection);
    for (const std::string& word : step.words) text += fmt::format(" {:?}", word);
  }
  return text;
}

// The shortest that still differs, by RapidCheck's own steps.
std::string shrunk(const sim::redis::RealRedis& real, rc::Shrinkable<Sequence> found,
                   std::string difference) {
  auto smaller = found.shrinks();
  while (const auto candidate = smaller.next()) {
    const auto still = first_difference(real, candidate->value());
    if (!still) continue;
    found = *candidate;
    difference = *still;
    smaller = found.shrinks();
  }
  return difference + shown(found.value());
}

std::optional<std::string> crash_difference(std::uint64_t seed, std::uint64_t number,
                                            Tally& tally) {
  const RequestFamily& family = sim::redis::compared_family(number);
  const rc::Random source({seed, number, 1, 0});
  const auto crash = sim::redis::any_crash()(source, 60).value();
  const Sequence steps = any_sequence(family)(source, 60).value();
  const auto difference = sim::redis::difference_after(crash, steps, &tally);
  if (!difference) return std::nullopt;
  return fmt::format("{} (seed {}, crash {}), {}: {}{}", family.name, seed, number,
                     sim::redis::shown(crash), *difference, shown(steps));
}

Found compare_piece(std::uint64_t seed, std::uint64_t piece, std::uint64_t count) {
  const sim::redis::RealRedis real(sim::redis::differential_options());
  Found found;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t number = piece * sequences_a_piece + i;
    const RequestFamily& family = sim::redis::compared_family(number);
    const auto sequence = any_sequence(family)(rc::Random({seed, number, 0, 0}), 60);
    if (number % sequences_a_crash == 0) {
      ++found.crashes;
      const auto difference = crash_difference(seed, number / sequences_a_crash, found.tally);
      if (difference) found.differences.push_back(*difference);
    }
    const auto difference = first_difference(real, sequence.value(), &found.tally);
    if (!difference) continue;
    found.differences.push_back(fmt::format("{} (seed {}, sequence {}): {}", family.name, seed,
                                            number, shrunk(real, sequence, *difference)));
  }
  return found;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

void add(const Tally& more, Tally& to) {
  for (const auto& [name, tally] : more.commands) {
    CommandTally& sum = to.commands[name];
    sum.ran += tally.ran;
    sum.useful += tally.useful;
    sum.agreed += tally.agreed;
    sum.listed += tally.listed;
  }
  for (const auto& [name, count] : more.known_differences) to.known_differences[name] += count;
}

void print_known(const Tally& tally) {
  fmt::print("\nKnown differences, counted above as listed:\n");
  for (const sim::redis::KnownDifference& known : sim::redis::known_differences()) {
    const auto counted = tally.known_differences.find(std::string(known.name));
    fmt::print("{:>10}  {}: {}\n", counted == tally.known_differences.end() ? 0 : counted->second,
               known.name, known.reason);
  }
  fmt::print("\nNot modelled, answered as unknown: {}\n",
             fmt::join(sim::redis::commands_not_modelled(), ", "));
}

void print_rows(const Tally& tally) {
  fmt::print("{:<32} {:>10} {:>12} {:>10} {:>10}\n", "command", "compared", "not empty", "agreed",
             "listed");
  for (const auto& [name, counts] : tally.commands) {
    fmt::print("{:<32} {:>10} {:>12} {:>10} {:>10}\n", name == "?" ? "(unknown)" : name, counts.ran,
               percent(counts.useful, counts.ran), percent(counts.agreed, counts.ran),
               counts.listed == 0 ? "" : percent(counts.listed, counts.ran));
  }
}

void print_exemptions() {
  fmt::print("\nCommands that need not succeed in {} % of the cases:\n",
             sim::redis::useful_percent_min);
  for (const auto& [row, reason] : sim::redis::exemptions()) {
    fmt::print("{:>20}: {}\n", row, reason);
  }
}

std::map<std::string_view, std::string_view> exempted() {
  std::map<std::string_view, std::string_view> reasons;
  for (const auto& [row, reason] : sim::redis::exemptions()) reasons.emplace(row, reason);
  return reasons;
}

void print_names(std::string_view what, const std::vector<std::string>& names) {
  fmt::print("{}: {}\n", what, names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
}

void print(const Found& found, std::uint64_t sequences) {
  print_rows(found.tally);
  print_known(found.tally);
  print_exemptions();
  fmt::print("\n");
  for (const std::string& difference : found.differences) fmt::print("DIFFERS {}\n", difference);
  std::uint64_t ran = 0;
  for (const auto& [name, tally] : found.tally.commands) ran += tally.ran;
  fmt::print(
      "{} commands in {} sequences; {} restarts after kill -9 or SHUTDOWN, in all persistence "
      "modes\n",
      ran, sequences, found.crashes);
  const auto shortfall = sim::redis::shortfall_of(found.tally);
  print_names("Commands never run", shortfall.never_run);
  print_names(fmt::format("Commands of which less than {} % succeed with something in the reply",
                          sim::redis::useful_percent_min),
              shortfall.below);
  fmt::print("Differences that are not listed: {}\n", found.differences.size());
}

}  // namespace

Exit fidelity(const FidelityOptions& options) {
  std::optional<OutputFile> json;
  if (!options.json.empty()) {
    auto opened = OutputFile::open(options.json);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  if (const auto found = find_fitting_redis_server(); !found) return complain(found.error());
  const std::uint64_t pieces = (options.sequences + sequences_a_piece - 1) / sequences_a_piece;
  Found all;
  std::vector<std::string> deaths;
  {
    Progress progress("pieces");
    std::uint64_t done = 0;
    run_jobs({
        .count = pieces,
        .workers = worker_count(options.jobs),
        .work =
            [&](std::uint64_t piece) {
              const std::uint64_t first = piece * sequences_a_piece;
              const Found found = compare_piece(
                  options.seed, piece, std::min(sequences_a_piece, options.sequences - first));
              return nlohmann::json{found.tally, found.differences, found.crashes}.dump(
                  -1, ' ', false, nlohmann::json::error_handler_t::replace);
            },
        .done =
            [&](std::uint64_t, const std::string& text) {
              const auto found = nlohmann::json::parse(text);
              add(found[0].get<Tally>(), all.tally);
              for (const auto& one : found[1]) all.differences.push_back(one);
              all.crashes += found[2].get<std::uint64_t>();
              progress(++done, pieces);
            },
        .died = [&](std::uint64_t, const std::string& how) { deaths.push_back(how); },
    });
  }
  std::ranges::sort(all.differences);
  print(all, options.sequences);
  for (const std::string& how : deaths) fmt::print("HARNESS: a worker died: {}\n", how);
  if (json) {
    const auto shortfall = sim::redis::shortfall_of(all.tally);
    const nlohmann::json text = {{"sequences", options.sequences},
                                 {"seed", options.seed},
                                 {"commands", all.tally.commands},
                                 {"crashes", all.crashes},
                                 {"known_differences", all.tally.known_differences},
                                 {"not_modelled", sim::redis::commands_not_modelled()},
                                 {"never_run", shortfall.never_run},
                                 {"below", shortfall.below},
                                 {"exempted", exempted()},
                                 {"differences", all.differences}};
    if (const auto written = json->commit(text.dump(2) + "\n"); !written)
      return complain(written.error());
  }
  if (!deaths.empty()) return Exit::harness;
  if (!all.differences.empty()) return Exit::broken;
  return interrupted() ? Exit::interrupted : Exit::kept;
}

}  // namespace rollcall::tools
