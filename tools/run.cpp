#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/scenario.h"
#include "tools/campaign.h"
#include "tools/campaign_report.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/findings.h"
#include "tools/jobs.h"
#include "tools/load_case.h"
#include "tools/output_file.h"
#include "tools/progress.h"
#include "tools/scenario_folder.h"
#include "tools/worker_count.h"

namespace rollcall::tools {
namespace {

using properties::Verdict;

// A scenario, or a case as a family of one.
struct Loaded {
  std::string path;
  std::variant<scenarios::Case, scenarios::Scenario> what;
  [[nodiscard]] std::string name() const { return std::filesystem::path(path).stem().string(); }
};

std::expected<std::vector<Loaded>, std::string> load_all(const std::vector<std::string>& paths) {
  std::vector<Loaded> loaded;
  for (const std::string& path : paths) {
    std::vector<std::string> files{path};
    if (std::filesystem::is_directory(path)) {
      files = toml_files_in(path);
      if (files.empty())
        return std::unexpected(path + ": has no .toml file; name a folder with scenarios or cases");
    }
    for (const std::string& file : files) {
      auto what = scenarios::load(file);
      if (!what) return std::unexpected(scenarios::to_string(what.error()));
      loaded.push_back({file, std::move(*what)});
    }
  }
  return loaded;
}

CampaignPlan plan_for(const Loaded& loaded, const RunOptions& options,
                      const std::vector<const StrategySpec*>& chosen) {
  CampaignPlan plan{.jobs = worker_count(options.campaign.jobs)};
  if (const auto* value = std::get_if<scenarios::Case>(&loaded.what)) {
    plan.strategies = {value->strategy};
    plan.worlds = 1;
    plan.make = [value](const StrategySpec&, std::uint64_t) { return *value; };
    return plan;
  }
  const auto& scenario = std::get<scenarios::Scenario>(loaded.what);
  plan.strategies = chosen.empty() ? scenario.strategies : chosen;
  plan.worlds = options.worlds.value_or(scenario.worlds);
  plan.make = [&scenario, seed = options.campaign.seed](const StrategySpec& strategy,
                                                        std::uint64_t world) {
    return scenarios::instantiate(scenario, strategy, seed, world);
  };
  return plan;
}

std::string verdicts_of(const StrategyTally& tally) {
  std::string text;
  for (const PromiseTally& promise : tally.promises) {
    if (promise.verdict() == Verdict::broken)
      text += fmt::format(" {}", to_string(promise.promise));
  }
  return text.empty() ? "kept" : "BROKEN:" + text;
}

class Runner {
 public:
  Runner(const RunOptions& options, std::vector<const StrategySpec*> chosen)
      : options_(options), chosen_(std::move(chosen)), began_(std::chrono::steady_clock::now()) {}

  [[nodiscard]] std::optional<std::string> run(const Loaded& loaded, std::size_t still_to_run) {
    CampaignPlan plan = plan_for(loaded, options_, chosen_);
    if (options_.minutes) plan.time_limit = share_of_time_left(still_to_run);
    CampaignResult result;
    {
      Progress progress(loaded.name());
      result =
          run_campaign(plan, [&](std::uint64_t done, std::uint64_t of) { progress(done, of); });
    }
    const auto findings = shrink_and_save(plan, result, options_.campaign.out, loaded.name() + "-");
    if (!findings) return findings.error();
    print(loaded, result, *findings);
    json_.push_back({{"scenario", loaded.name()},
                     {"result", nlohmann::json::parse(to_json(result, *findings))}});
    return std::nullopt;
  }

  [[nodiscard]] Exit exit() const { return exit_; }
  [[nodiscard]] std::string closing() const { return closing_lines(all_); }
  [[nodiscard]] std::string json() const { return json_.dump(2) + "\n"; }

 private:
  [[nodiscard]] std::chrono::seconds share_of_time_left(std::size_t still_to_run) const {
    const auto used = std::chrono::steady_clock::now() - began_;
    const auto left = std::chrono::minutes(*options_.minutes) - used;
    return std::max(
        std::chrono::duration_cast<std::chrono::seconds>(left) / static_cast<long>(still_to_run),
        std::chrono::seconds(1));
  }

  void print(const Loaded& loaded, const CampaignResult& result,
             const std::vector<Finding>& findings) {
    for (const StrategyTally& tally : result.strategies) {
      fmt::print("{:<22} {:<14} {:>6} worlds  {}\n", loaded.name(), tally.strategy->name,
                 result.worlds / result.strategies.size(), verdicts_of(tally));
      const bool named = std::ranges::find(chosen_, tally.strategy) != chosen_.end();
      const bool broken = std::ranges::any_of(tally.promises, [](const PromiseTally& promise) {
        return promise.verdict() == Verdict::broken;
      });
      const bool demonstration = tally.strategy->demonstration && !named;
      if (broken && !demonstration && exit_ == Exit::kept) exit_ = Exit::broken;
    }
    for (const Finding& finding : findings) {
      fmt::print("    {} {} -> rollcall replay {}\n", finding.strategy->name,
                 to_string(finding.promise), finding.path);
    }
    for (const HarnessFailure& failure : result.failures) {
      fmt::print("    HARNESS: world {} of {} (seed {}): {}\n", failure.world,
                 failure.strategy->name, options_.campaign.seed, failure.what);
      exit_ = Exit::harness;
    }
    std::fflush(stdout);
    merge(all_, result);
  }

  const RunOptions& options_;
  std::vector<const StrategySpec*> chosen_;
  std::chrono::steady_clock::time_point began_;
  nlohmann::json json_ = nlohmann::json::array();
  CampaignResult all_;
  Exit exit_ = Exit::kept;
};

}  // namespace

Exit run(const RunOptions& options) {
  std::vector<const StrategySpec*> chosen;
  for (const std::string& name : options.strategies) {
    const auto strategy = strategy_named(name);
    if (!strategy) return complain(strategy.error());
    chosen.push_back(*strategy);
  }
  const auto loaded = load_all(options.paths);
  if (!loaded) return complain(loaded.error());
  std::optional<OutputFile> json;
  if (!options.campaign.json.empty()) {
    auto opened = OutputFile::open(options.campaign.json);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  if (const auto made = make_folder(options.campaign.out); !made) return complain(made.error());
  Runner runner(options, std::move(chosen));
  for (std::size_t i = 0; i < loaded->size(); ++i) {
    if (const auto failure = runner.run((*loaded)[i], loaded->size() - i))
      return complain(*failure);
  }
  if (json) {
    if (const auto written = json->commit(runner.json()); !written)
      return complain(written.error());
  }
  return runner.exit();
}

}  // namespace rollcall::tools
