// The distinct failures of a campaign, each shrunk to a small case and saved: one for each
// strategy, property, and set of fault kinds that the failure needs.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "tools/campaign.h"

namespace rollcall::tools {

struct Finding {
  const StrategySpec* strategy = nullptr;
  Promise promise;
  std::vector<std::string> needs;  ///< fault kinds; empty: it fails without any
  std::uint64_t world = 0;         ///< the smallest that showed it
  std::string path;                ///< the saved case; empty: the worker that shrank it died
};

/// Shrinks in `jobs` worker processes and writes to `folder`, which must exist. What cannot be
/// written is an error.
[[nodiscard]] std::expected<std::vector<Finding>, std::string> shrink_and_save(
    const CampaignPlan& plan, const CampaignResult& result, const std::string& folder,
    const std::string& name_prefix);

/// The simplest of a promise's findings: without a fault if there is one, else with the fewest;
/// null when none.
[[nodiscard]] const Finding* simplest(const std::vector<Finding>& findings,
                                      const StrategySpec& strategy, Promise promise);

}  // namespace rollcall::tools
