#include "tools/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>
#include <variant>

#include "scenarios/case_toml.h"
#include "scenarios/fingerprint.h"
#include "scenarios/scenario.h"
#include "scenarios/shrink.h"
#include "tools/jobs.h"
#include "tools/output_file.h"

namespace rollcall::tools {
namespace {

// Failures that need several kinds of faults at once are mostly variations of those that need one.
constexpr std::size_t several_kinds_most = 2;

std::string file_name(const Finding& finding) {
  std::string name = fmt::format("{}-{}", finding.strategy->name, to_string(finding.promise));
  for (const std::string& kind : finding.needs) name += "-" + kind;
  return name + ".toml";
}

std::vector<Finding> distinct(const CampaignResult& result) {
  std::vector<Finding> findings;
  for (const StrategyTally& tally : result.strategies) {
    for (const PromiseTally& promise : tally.promises) {
      std::size_t several = 0;
      for (const auto& [needs, smallest] : promise.smallest_broken) {
        if (needs.size() > 1 && ++several > several_kinds_most) continue;
        findings.push_back({tally.strategy, promise.promise, needs, smallest.world, {}});
      }
    }
  }
  return findings;
}

// As an earlier campaign has left it: nobody has edited it since.
bool is_untouched(const std::string& path) {
  const auto loaded = scenarios::load(path);
  const auto* value = loaded ? std::get_if<scenarios::Case>(&*loaded) : nullptr;
  return value != nullptr && value->shown &&
         scenarios::case_digest(value->shown->fingerprint) ==
             scenarios::case_digest(scenarios::fingerprint(*value));
}

// Where the case may go: what somebody has edited stays.
std::string free_path(const std::filesystem::path& wanted) {
  std::filesystem::path path = wanted;
  for (int number = 2; std::filesystem::exists(path) && !is_untouched(path.string()); ++number) {
    path = wanted;
    path.replace_filename(fmt::format("{}-{}.toml", wanted.stem().string(), number));
  }
  return path.string();
}

}  // namespace

std::expected<std::vector<Finding>, std::string> shrink_and_save(const CampaignPlan& plan,
                                                                 const CampaignResult& result,
                                                                 const std::string& folder,
                                                                 const std::string& name_prefix) {
  std::vector<Finding> findings = distinct(result);
  std::string failure;
  const auto save = [&](Finding& finding, const std::string& text) {
    const std::string path =
        free_path(std::filesystem::path(folder) / (name_prefix + file_name(finding)));
    auto file = OutputFile::open(path);
    const auto written = file ? file->commit(text) : std::unexpected(file.error());
    if (!written) failure = written.error();
    if (written) finding.path = path;
  };
  run_jobs({
      .count = findings.size(),
      .workers = plan.jobs,
      .work =
          [&](std::uint64_t index) {
            const Finding& finding = findings[index];
            const scenarios::Case found = plan.make(*finding.strategy, finding.world);
            return scenarios::write(
                scenarios::shrink(found, finding.promise, finding.needs).smallest);
          },
      .done = [&](std::uint64_t index, const std::string& text) { save(findings[index], text); },
      .died = [](std::uint64_t, const std::string&) {},
  });
  if (!failure.empty()) return std::unexpected(failure);
  for (Finding& finding : findings) {
    if (!finding.path.empty() || !failure.empty()) continue;
    // Interrupted, or its worker died: what was found is kept as it was found.
    save(finding, scenarios::write(plan.make(*finding.strategy, finding.world)));
  }
  if (!failure.empty()) return std::unexpected(failure);
  return findings;
}

const Finding* simplest(const std::vector<Finding>& findings, const StrategySpec& strategy,
                        Promise promise) {
  const Finding* best = nullptr;
  for (const Finding& finding : findings) {
    if (finding.strategy != &strategy || finding.promise != promise || finding.path.empty())
      continue;
    if (best == nullptr || finding.needs.size() < best->needs.size()) best = &finding;
  }
  return best;
}

}  // namespace rollcall::tools
