#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/real_runner.h"
#include "scenarios/scenario.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/jobs.h"
#include "tools/load_case.h"
#include "tools/real_backends.h"

namespace rollcall::tools {
namespace {

using properties::Judgement;
using properties::Verdict;
using scenarios::Case;
using scenarios::RealOutcome;

std::expected<std::vector<Case>, std::string> cases_of(const ValidateOptions& options) {
  auto loaded = scenarios::load(options.path);
  if (!loaded) return std::unexpected(scenarios::to_string(loaded.error()));
  if (auto* value = std::get_if<Case>(&*loaded)) return std::vector<Case>{std::move(*value)};
  const auto& scenario = std::get<scenarios::Scenario>(*loaded);
  std::vector<const StrategySpec*> chosen = scenario.strategies;
  if (!options.strategy.empty()) {
    const auto named = strategy_named(options.strategy);
    if (!named) return std::unexpected(named.error());
    chosen = {*named};
  }
  if (chosen.size() > 1 && !options.database.empty()) {
    return std::unexpected("--db: each strategy needs an empty file: name one with --strategy");
  }
  std::vector<Case> cases;
  for (const StrategySpec* strategy : chosen) {
    cases.push_back(scenarios::instantiate(scenario, *strategy, options.seed, 0));
  }
  return cases;
}

double milliseconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string latencies(const RealOutcome& outcome) {
  std::vector<Duration> acks;
  std::size_t registrations = 0;
  for (const properties::Call& call : outcome.history) {
    if (call.action != properties::Action::register_user || call.probe) continue;
    registrations += call.attempt == 1 ? 1 : 0;
    if (call.registered() != nullptr && call.returned)
      acks.push_back(*call.returned - call.invoked);
  }
  std::ranges::sort(acks);
  if (acks.empty()) return fmt::format("none of {} registrations was acknowledged", registrations);
  return fmt::format(
      "{} of {} registrations acknowledged, p50 {:.2f} ms, p99 {:.2f} ms, max {:.1f} ms; all calls "
      "took {:.1f} ms",
      acks.size(), registrations, milliseconds(acks[acks.size() / 2]),
      milliseconds(acks[acks.size() * 99 / 100]), milliseconds(acks.back()),
      milliseconds(outcome.storm));
}

void print(const RealOutcome& outcome, RealBackends& backends) {
  fmt::print("  {}\n", latencies(outcome));
  fmt::print(
      "  peak {} threads, {} Redis connections; {} SQLite commits (journal_mode {}, synchronous "
      "{})\n",
      outcome.tasks_peak, outcome.connections_peak, outcome.commits, outcome.journal_mode,
      outcome.synchronous);
  std::string commands;
  for (const auto& [name, count] : backends.command_counts())
    commands += fmt::format(" {} {}", name, count);
  fmt::print("  Redis commands:{}\n", commands.empty() ? " the server does not tell" : commands);
  for (const Judgement& judgement : outcome.judgements) {
    fmt::print("  {:<16} {} ({} judged){}{}\n", to_string(judgement.promise),
               properties::to_string(judgement.verdict), judgement.judged,
               judgement.detail.empty() ? "" : ": ", judgement.detail);
  }
}

bool broken(const RealOutcome& outcome) {
  return std::ranges::any_of(outcome.judgements, [](const Judgement& judgement) {
    return judgement.verdict == Verdict::broken;
  });
}

constexpr const char* not_tested =
    "not tested: crashes, power loss, network trouble and lock timeouts (the simulator injects "
    "them, see `rollcall run`),\n"
    "other machines' latencies, the cost of hashing passwords (unless the case has hashing = "
    "true), and the servers' own configuration under load\n";

}  // namespace

Exit validate(const ValidateOptions& options) {
  const auto cases = cases_of(options);
  if (!cases) return complain(cases.error());
  Exit exit = Exit::kept;
  for (const Case& value : *cases) {
    auto backends = RealBackends::open({.redis = options.redis, .database = options.database});
    if (!backends) return complain(backends.error());
    fmt::print("{}: {}\n", value.strategy->name, (*backends)->announcement());
    std::fflush(stdout);
    const auto outcome = scenarios::run_real(value, (*backends)->stores());
    if (!outcome) return complain(outcome.error(), Exit::harness);
    print(*outcome, **backends);
    const bool counts = !value.strategy->demonstration || cases->size() == 1;
    if (broken(*outcome) && counts) exit = Exit::broken;
    if (interrupted()) break;
  }
  fmt::print("{}", not_tested);
  return exit;
}

}  // namespace rollcall::tools
