// A campaign maps `run` over many cases in worker processes and folds what they gave. The fold does
// not depend on the order in which worlds end, so that the result is the same for any number of
// jobs.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/strategy.h"
#include "scenarios/case.h"
#include "tools/world_report.h"

namespace rollcall::tools {

struct CampaignPlan {
  std::vector<const StrategySpec*> strategies{};
  std::uint64_t worlds = 0;  ///< for each strategy
  unsigned jobs = 1;
  std::optional<std::chrono::seconds>
      time_limit{};  ///< of real time; no new world begins afterwards
  /// World `world` for a strategy: a pure function.
  std::function<scenarios::Case(const StrategySpec&, std::uint64_t world)> make{};
};

/// Everything about one promise of one strategy.
struct PromiseTally {
  Promise promise;
  std::uint64_t judged = 0;      ///< obligations
  std::uint64_t worlds = 0;      ///< in which there was something to judge
  std::uint64_t violations = 0;  ///< violated obligations, covered or not
  std::uint64_t broken_worlds = 0;
  std::uint64_t covered_worlds = 0;
  /// How often an exposure was used, and how far from its threat.
  struct Extent {
    std::uint64_t worlds = 0;
    Duration before{};  ///< how long before its threat, at the most
    Duration after{};   ///< and how long after it
  };
  std::map<std::string, Extent> exposures{};  ///< by text
  /// The smallest world (then the first) of each distinct failure, by the fault kinds that it
  /// needs.
  struct Smallest {
    std::uint64_t size = 0;
    std::uint64_t world = 0;
    auto operator<=>(const Smallest&) const = default;
  };
  std::map<std::vector<std::string>, Smallest> smallest_broken{};
  [[nodiscard]] properties::Verdict verdict() const;
};

struct StrategyTally {
  const StrategySpec* strategy = nullptr;
  std::vector<PromiseTally> promises{};
  std::vector<std::int64_t> ack_ns{};  ///< sorted
  std::uint64_t asked = 0;
  std::uint64_t served = 0;
  std::uint64_t calm_asked = 0;
  std::uint64_t calm_served = 0;
};

/// A world that the harness itself failed in.
struct HarnessFailure {
  std::uint64_t world = 0;
  const StrategySpec* strategy = nullptr;
  std::string what;
};

struct CampaignResult {
  std::vector<StrategyTally> strategies;
  std::uint64_t worlds = 0;                    ///< over all strategies
  std::map<std::string, std::uint64_t> mix;    ///< worlds that had it
  std::map<std::string, std::uint64_t> armed;  ///< faults by kind
  std::map<std::string, std::uint64_t> fired;
  std::uint64_t events = 0;
  std::uint64_t twice = 0;  ///< worlds that were run twice to compare their traces
  std::map<std::string, std::uint64_t> stopped;  ///< worlds that ended early, by reason
  std::vector<HarnessFailure> failures;          ///< by world
  std::chrono::duration<double> elapsed{};       ///< real time
  std::chrono::duration<double> simulated{};
  bool complete = true;  ///< false: interrupted or out of time
};

/// Adds what another campaign gave, as if both had been one.
void merge(CampaignResult& into, const CampaignResult& other);

/// `progress` is called now and then with the share that is done.
[[nodiscard]] CampaignResult run_campaign(
    const CampaignPlan& plan,
    const std::function<void(std::uint64_t done, std::uint64_t of)>& progress);

}  // namespace rollcall::tools
