#include <nlohmann/json.hpp>

#include "scenarios/mix.h"
#include "tools/campaign_report.h"

namespace rollcall::tools {
namespace {

using nlohmann::json;

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

json cases_of(const std::vector<Finding>& findings, const StrategySpec& strategy, Promise promise) {
  json cases = json::array();
  for (const Finding& finding : findings) {
    if (finding.strategy != &strategy || finding.promise != promise) continue;
    cases.push_back({{"needs", finding.needs}, {"case", finding.path}});
  }
  return cases;
}

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string texts_of(const PromiseTally& tally) {
  std::string texts;
  for (const auto& [text, extent] : tally.exposures) texts += (texts.empty() ? "" : "; ") + text;
  return texts;
}

json exposures_of(const PromiseTally& tally) {
  json exposures = json::array();
  for (const auto& [text, extent] : tally.exposures) {
    exposures.push_back({{"text", text},
                         {"worlds", extent.worlds},
                         {"before_ms", in_ms(extent.before)},
                         {"after_ms", in_ms(extent.after)}});
  }
  return exposures;
}

json promise_json(const PromiseTally& tally, const StrategySpec& strategy,
                  const std::vector<Finding>& findings) {
  const Finding* finding = simplest(findings, strategy, tally.promise);
  return {{"property", to_string(tally.promise)},
          {"verdict", properties::to_string(tally.verdict())},
          {"judged", tally.judged},
          {"worlds", tally.worlds},
          {"violations", tally.violations},
          {"exposure", tally.exposures.empty() ? json() : json(texts_of(tally))},
          {"exposures", exposures_of(tally)},
          {"case", finding == nullptr ? json() : json(finding->path)},
          {"cases", cases_of(findings, strategy, tally.promise)}};
}

json strategy_json(const StrategyTally& tally, const std::vector<Finding>& findings) {
  json promises = json::array();
  for (const PromiseTally& promise : tally.promises) {
    promises.push_back(promise_json(promise, *tally.strategy, findings));
  }
  return {{"name", tally.strategy->name},
          {"demonstration", tally.strategy->demonstration},
          {"ack_ms",
           {{"p50", percentile_ms(tally.ack_ns, 0.5)},
            {"p99", percentile_ms(tally.ack_ns, 0.99)},
            {"max", percentile_ms(tally.ack_ns, 1)}}},
          {"served_share", share(tally.served, tally.asked)},
          {"served_share_calm", share(tally.calm_served, tally.calm_asked)},
          {"promises", promises}};
}

}  // namespace

json to_json(const CampaignResult& result, const std::vector<Finding>& findings) {
  json mix = json::object();
  for (const scenarios::Hardship& hardship : scenarios::hardships()) {
    const auto found = result.mix.find(std::string(hardship.name));
    mix[std::string(hardship.name)] =
        share(found == result.mix.end() ? 0 : found->second, result.worlds);
  }
  json strategies = json::array();
  for (const StrategyTally& tally : result.strategies)
    strategies.push_back(strategy_json(tally, findings));
  const double seconds = std::max(result.elapsed.count(), 1e-9);
  return {{"worlds", result.worlds},
          {"worlds_per_second", static_cast<double>(result.worlds) / seconds},
          {"simulated_seconds_per_second", result.simulated.count() / seconds},
          {"mix", mix},
          {"faults_armed", result.armed},
          {"faults_fired", result.fired},
          {"strategies", strategies}};
}

}  // namespace rollcall::tools
