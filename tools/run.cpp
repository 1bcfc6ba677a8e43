#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
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
#include "tools/invocation.h"
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

// The cases that a file yields are named after it.
std::expected<void, std::string> check_names(const std::vector<Loaded>& loaded) {
  std::map<std::string, std::string> paths;
  for (const Loaded& one : loaded) {
    const auto [known, fresh] = paths.emplace(one.name(), one.path);
    if (!fresh) {
      return std::unexpected(
          fmt::format("{} and {}: have one name, so would their cases; rename or run them apart",
                      known->second, one.path));
    }
  }
  return {};
}

// A case has its strategy: of those that were not asked for, nothing is run.
void drop_others(std::vector<Loaded>& loaded, const std::vector<const StrategySpec*>& chosen) {
  if (chosen.empty()) return;
  std::erase_if(loaded, [&](const Loaded& one) {
    const auto* value = std::get_if<scenarios::Case>(&one.what);
    if (value == nullptr || std::ranges::find(chosen, value->strategy) != chosen.end())
      return false;
    fmt::print("{} is a case of {}: left out\n", one.path, value->strategy->name);
    return true;
  });
}

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
  std::string broken;
  std::string covered;
  std::string open;
  std::uint64_t judged = 0;
  for (const PromiseTally& promise : tally.promises) {
    const auto name = fmt::format(" {}", to_string(promise.promise));
    judged += promise.judged;
    if (promise.verdict() == Verdict::broken) broken += name;
    if (promise.verdict() == Verdict::within_contract) covered += name;
    if (promise.verdict() == Verdict::not_judged) open += name;
  }
  std::string text = broken.empty() ? "" : "BROKEN:" + broken;
  if (broken.empty() && judged > 0) text = fmt::format("kept ({} judged)", judged);
  if (!covered.empty()) text += "; within its contract:" + covered;
  if (!open.empty()) text += (text.empty() ? "not judged:" : "; not judged:") + open;
  return text;
}

class Runner {
 public:
  Runner(const RunOptions& options, std::vector<const StrategySpec*> chosen,
         const std::vector<Loaded>& loaded)
      : options_(options), chosen_(std::move(chosen)), began_(std::chrono::steady_clock::now()) {
    for (const Loaded& one : loaded) name_width_ = std::max(name_width_, one.name().size());
  }

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
    json_.push_back({{"scenario", loaded.name()}, {"result", to_json(result, *findings)}});
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
      fmt::print("{:<{}}  {:<29} {:>6} worlds  {}\n", loaded.name(), name_width_,
                 heading(*tally.strategy), result.worlds / result.strategies.size(),
                 verdicts_of(tally));
      const bool named = std::ranges::find(chosen_, tally.strategy) != chosen_.end();
      const bool broken = std::ranges::any_of(tally.promises, [](const PromiseTally& promise) {
        return promise.verdict() == Verdict::broken;
      });
      const bool demonstration = tally.strategy->demonstration && !named;
      if (broken && !demonstration && exit_ == Exit::kept) exit_ = Exit::broken;
    }
    for (const Finding& finding : findings) {
      fmt::print("    {} {} -> {}\n", finding.strategy->name, to_string(finding.promise),
                 replay_command(finding.path));
    }
    if (!result.complete) fmt::print("    ended early, not all of its worlds were run\n");
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
  std::size_t name_width_ = 0;
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
    if (std::ranges::find(chosen, *strategy) == chosen.end()) chosen.push_back(*strategy);
  }
  auto loaded = load_all(options.paths);
  if (!loaded) return complain(loaded.error());
  if (const auto distinct = check_names(*loaded); !distinct) return complain(distinct.error());
  drop_others(*loaded, chosen);
  std::optional<OutputFile> json;
  if (!options.campaign.json.empty()) {
    auto opened = OutputFile::open(options.campaign.json);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  if (const auto made = make_folder(options.campaign.out); !made) return complain(made.error());
  Runner runner(options, std::move(chosen), *loaded);
  std::size_t done = 0;
  for (; done < loaded->size() && !interrupted(); ++done) {
    if (const auto failure = runner.run((*loaded)[done], loaded->size() - done))
      return complain(*failure);
  }
  if (done < loaded->size()) fmt::print("interrupted: {} of {} files\n", done, loaded->size());
  fmt::print("\n{}", runner.closing());
  if (json) {
    if (const auto written = json->commit(runner.json()); !written)
      return complain(written.error());
  }
  if (runner.exit() == Exit::kept && interrupted()) return Exit::interrupted;
  return runner.exit();
}

}  // namespace rollcall::tools
