// What a campaign says at its end, to people and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "tools/campaign.h"
#include "tools/findings.h"

namespace rollcall::tools {

/// Its name, and whether it is a demonstration.
[[nodiscard]] std::string heading(const StrategySpec& strategy);
/// Strategies x promises in plain words, with a replay command for each broken one.
[[nodiscard]] std::string promises_table(const CampaignResult& result,
                                         const std::vector<Finding>& findings);
/// Worlds, speed, obligations, faults fired, mix, versions, and what is not simulated.
[[nodiscard]] std::string closing_lines(const CampaignResult& result);
[[nodiscard]] nlohmann::json to_json(const CampaignResult& result,
                                     const std::vector<Finding>& findings);

/// In milliseconds of virtual time; 0 for none. `share` of 1 is the maximum.
[[nodiscard]] double percentile_ms(const std::vector<std::int64_t>& sorted_ns, double share);

}  // namespace rollcall::tools
