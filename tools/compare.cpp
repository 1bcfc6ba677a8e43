#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "scenarios/generator.h"
#include "tools/campaign.h"
#include "tools/campaign_report.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/document_table.h"
#include "tools/findings.h"
#include "tools/jobs.h"
#include "tools/load_case.h"
#include "tools/output_file.h"
#include "tools/progress.h"
#include "tools/worker_count.h"

namespace rollcall::tools {
namespace {

using properties::Verdict;

// A demonstration fails on purpose: its broken promises count only for who asked for it by name.
bool counts(const StrategyTally& tally, const CompareOptions& options) {
  return !tally.strategy->demonstration ||
         std::ranges::find(options.strategies, tally.strategy->name) != options.strategies.end();
}

bool any_counting_promise_broken(const CampaignResult& result, const CompareOptions& options) {
  return std::ranges::any_of(result.strategies, [&](const StrategyTally& tally) {
    return counts(tally, options) &&
           std::ranges::any_of(tally.promises, [](const PromiseTally& promise) {
             return promise.verdict() == Verdict::broken;
           });
  });
}

void print_harness_failures(const CampaignResult& result, std::uint64_t seed) {
  for (const HarnessFailure& failure : result.failures) {
    fmt::print("HARNESS: world {} of {} (seed {}): {}\n", failure.world, failure.strategy->name,
               seed, failure.what);
  }
}

}  // namespace

Exit compare(const CompareOptions& options) {
  CampaignPlan plan{.worlds = options.worlds, .jobs = worker_count(options.campaign.jobs)};
  for (const std::string& name : options.strategies) {
    const auto strategy = strategy_named(name);
    if (!strategy) return complain(strategy.error());
    if (std::ranges::find(plan.strategies, *strategy) == plan.strategies.end())
      plan.strategies.push_back(*strategy);
  }
  if (plan.strategies.empty()) {
    for (const StrategySpec& strategy : strategies()) plan.strategies.push_back(&strategy);
  }
  plan.make = [seed = options.campaign.seed](const StrategySpec& strategy, std::uint64_t world) {
    return scenarios::generate(strategy, seed, world);
  };
  std::optional<OutputFile> json;
  if (!options.campaign.json.empty()) {
    auto opened = OutputFile::open(options.campaign.json);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  if (const auto made = make_folder(options.campaign.out); !made) return complain(made.error());

  fmt::print("{} strategies in the same {} worlds (seed {}), {} jobs\n\n", plan.strategies.size(),
             plan.worlds, options.campaign.seed, plan.jobs);
  CampaignResult result;
  {
    Progress progress("worlds");
    result = run_campaign(plan, [&](std::uint64_t done, std::uint64_t of) { progress(done, of); });
  }
  const auto findings = shrink_and_save(plan, result, options.campaign.out, "");
  if (!findings) return complain(findings.error());
  const auto measured = measure_document(plan.strategies, options.campaign.seed);
  if (!measured) return complain(measured.error());
  fmt::print("{}\n{}\n", promises_table(result, *findings), document_table(result, *measured));
  print_harness_failures(result, options.campaign.seed);
  fmt::print("{}", closing_lines(result));
  if (json) {
    nlohmann::json all = to_json(result, *findings);
    all["document"] = document_json(*measured);
    if (const auto written = json->commit(all.dump(2) + "\n"); !written)
      return complain(written.error());
  }
  if (!result.failures.empty()) return Exit::harness;
  if (any_counting_promise_broken(result, options)) return Exit::broken;
  return interrupted() ? Exit::interrupted : Exit::kept;
}

}  // namespace rollcall::tools
