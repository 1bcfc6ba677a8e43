#include "tools/document_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/steps.h"
#include "scenarios/runner.h"
#include "scenarios/scenario.h"
#include "tools/campaign_report.h"
#include "tools/columns.h"
#include "tools/scenario_folder.h"

namespace rollcall::tools {
namespace {

using properties::Verdict;

constexpr Claim claims[] = {
    {"write-through", "5-10 s", 5'000, 10'000, true, "low", "strong", "with failures"},
    {"write-behind", "1-2 ms", 1, 2, false, "high", "weak/eventual", "yes"},
    {"parallel", "5-10 s", 5'000, 10'000, true, "medium", "strong", "minimal improvement"},
    {"hybrid", "1-2 ms", 1, 2, false, "high", "eventual", "yes"},
    {"optimized", "5-10 s", 5'000, 10'000, true, "low", "strong", "with retries"},
    {"hybrid-sketch", "1-2 ms", 1, 2, false, "high", "eventual", "yes"},
};

std::expected<scenarios::Scenario, std::string> scenario_named(const std::string& name) {
  auto loaded = scenarios::load(scenario_folder() + "/" + name + ".toml");
  if (!loaded) return std::unexpected(scenarios::to_string(loaded.error()));
  auto* const scenario = std::get_if<scenarios::Scenario>(&*loaded);
  if (scenario == nullptr) return std::unexpected(name + ".toml: is a case, not a scenario");
  return std::move(*scenario);
}

/// The worlds of one scenario, as far as the table is about them.
struct Worlds {
  std::vector<std::int64_t> ack_ns{};  ///< sorted
  std::uint64_t asked = 0;
  std::uint64_t commits = 0;
  std::set<std::string> steps{};

  void add(const scenarios::Outcome& outcome) {
    for (const properties::Call& call : outcome.history) {
      if (call.probe || call.action != properties::Action::register_user) continue;
      ++asked;
      if (call.registered() != nullptr) ack_ns.push_back((*call.returned - call.invoked).count());
    }
    for (const auto& [name, count] : outcome.steps) {
      if (name == step::sqlite_committed.name) commits += count;
      if (name == step::login_opened.name) commits -= count;  // the sessions of the calm
      if (!name.starts_with("login.")) steps.insert(name);
    }
  }
};

Worlds run_all(const scenarios::Scenario& scenario, const StrategySpec& strategy,
               std::uint64_t seed) {
  Worlds worlds;
  for (std::uint64_t world = 0; world < scenario.worlds; ++world) {
    worlds.add(scenarios::run(scenarios::instantiate(scenario, strategy, seed, world)));
  }
  std::ranges::sort(worlds.ack_ns);
  return worlds;
}

std::vector<std::string> refutations(const Measured& measured) {
  std::vector<std::string> found;
  const Claim& claim = *measured.claim;
  const double response = claim.waits ? measured.last_ms : measured.alone_ms;
  if (response < claim.least_ms || response > claim.most_ms) {
    found.push_back(claim.waits ? fmt::format("the last of 500 is told after {:.0f} ms, not {}",
                                              response, claim.response)
                                : fmt::format("one alone is told after {:.1f} ms, not {}", response,
                                              claim.response));
  }
  if (!claim.waits && measured.median_ms > claim.most_ms) {
    found.push_back(fmt::format("of 500 at once, half are told after {:.1f} ms or later, not {}",
                                measured.median_ms, claim.response));
  }
  const bool says_all = claim.handles_500 == "yes" || claim.handles_500 == "with retries";
  const std::uint64_t refused = measured.asked - measured.served;
  if (says_all && refused > 0) {
    found.push_back(fmt::format("of {} at once, {} are refused", measured.asked, refused));
  }
  if (claim.handles_500 == "with failures" && refused == 0) {
    found.emplace_back("of 500 at once, nobody is refused");
  }
  return found;
}

std::string promises_in_words(const StrategyTally& tally) {
  const auto count = [&](Verdict verdict) {
    return std::ranges::count_if(
        tally.promises, [&](const PromiseTally& promise) { return promise.verdict() == verdict; });
  };
  const auto broken = count(Verdict::broken);
  if (broken > 0) return fmt::format("{} of {} promises broken", broken, tally.promises.size());
  return count(Verdict::within_contract) > 0 ? "every promise kept within its contract"
                                             : "every promise kept";
}

std::vector<std::string> row_of(const Measured& measured, const StrategyTally& tally) {
  constexpr Claim none{"", "-", 0, 0, false, "-", "-", "-"};
  const Claim& claim = measured.claim != nullptr ? *measured.claim : none;
  return {heading(*measured.strategy),
          std::string(claim.response),
          fmt::format("{:.1f} ms", measured.alone_ms),
          fmt::format("{:.0f} ms, last {:.0f} ms", measured.median_ms, measured.last_ms),
          std::string(claim.handles_500),
          fmt::format("{:.1f} % served", 100.0 * static_cast<double>(measured.served) /
                                             static_cast<double>(measured.asked)),
          std::string(claim.complexity),
          fmt::format("{} steps, {:.2f} commits", measured.steps, measured.commits),
          std::string(claim.consistency),
          promises_in_words(tally)};
}

}  // namespace

std::expected<std::vector<Measured>, std::string> measure_document(
    const std::vector<const StrategySpec*>& strategies, std::uint64_t seed) {
  const auto burst = scenario_named("five-hundred-at-once");
  const auto quiet = scenario_named("quiet-day");
  if (!burst || !quiet) return std::unexpected(!burst ? burst.error() : quiet.error());
  std::vector<Measured> all;
  for (const StrategySpec* strategy : strategies) {
    const Worlds many = run_all(*burst, *strategy, seed);
    const Worlds alone = run_all(*quiet, *strategy, seed);
    Measured& measured = all.emplace_back(
        Measured{.strategy = strategy,
                 .asked = many.asked,
                 .served = many.ack_ns.size(),
                 .median_ms = percentile_ms(many.ack_ns, 0.5),
                 .last_ms = percentile_ms(many.ack_ns, 1),
                 .alone_ms = percentile_ms(alone.ack_ns, 0.5),
                 .commits = static_cast<double>(many.commits) /
                            static_cast<double>(std::max<std::size_t>(many.ack_ns.size(), 1)),
                 .steps = alone.steps.size()});
    const auto* const claim = std::ranges::find(claims, strategy->name, &Claim::strategy);
    if (claim == std::end(claims)) continue;
    measured.claim = claim;
    measured.refutations = refutations(measured);
  }
  return all;
}

std::string document_table(const CampaignResult& storm, const std::vector<Measured>& measured) {
  std::vector<std::vector<std::string>> rows{{"strategy", "response", "alone", "500 at once",
                                              "handles 500", "here", "complexity", "per user",
                                              "consistency", "here"}};
  std::vector<std::vector<std::string>> refuted;
  std::string advice;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const StrategySpec& strategy = *measured[i].strategy;
    rows.push_back(row_of(measured[i], storm.strategies[i]));
    for (const std::string& text : measured[i].refutations) {
      refuted.push_back({"REFUTED", std::string(strategy.name), text});
    }
    advice += fmt::format("{}: {}\n", strategy.name, strategy.choose_when);
  }
  return "What the document claims, and what is measured here with its times (profile "
         "design-document)\n" +
         columns(rows) + (refuted.empty() ? "" : "\n" + columns(refuted)) + "\n" + advice;
}

nlohmann::json document_json(const std::vector<Measured>& measured) {
  nlohmann::json rows = nlohmann::json::array();
  for (const Measured& one : measured) {
    nlohmann::json claimed;
    if (one.claim != nullptr) {
      claimed = {{"response", one.claim->response},
                 {"complexity", one.claim->complexity},
                 {"consistency", one.claim->consistency},
                 {"handles_500", one.claim->handles_500}};
    }
    rows.push_back({{"strategy", one.strategy->name},
                    {"claimed", claimed},
                    {"asked", one.asked},
                    {"served", one.served},
                    {"alone_p50_ms", one.alone_ms},
                    {"burst_p50_ms", one.median_ms},
                    {"burst_last_ms", one.last_ms},
                    {"commits_per_user", one.commits},
                    {"steps", one.steps},
                    {"refuted", one.refutations}});
  }
  return rows;
}

}  // namespace rollcall::tools
