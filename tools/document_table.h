// The design document's comparison of its options: each of its claims beside what the simulated
// world shows, with the times that the document presumes (profile design-document).
#pragma once

#include <cstdint>
#include <expected>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "tools/campaign.h"

namespace rollcall::tools {

/// What the document says of one of its options.
struct Claim {
  std::string_view strategy;
  std::string_view response;  ///< in its words, and below as bounds
  double least_ms;
  double most_ms;
  bool waits;  ///< the response time is that of the last of 500; else of one alone
  std::string_view complexity;
  std::string_view consistency;
  std::string_view handles_500;
};

/// What one strategy does with 500 people who register in one instant, and with one at a time.
struct Measured {
  const StrategySpec* strategy = nullptr;
  const Claim* claim = nullptr;  ///< null: the document does not know it
  std::uint64_t asked = 0;
  std::uint64_t served = 0;
  double median_ms = 0;  ///< of the acknowledgements
  double last_ms = 0;    ///< of the last of them, at the worst of the worlds
  double alone_ms = 0;   ///< the median of those who had nobody beside them
  double commits = 0;    ///< transactions for one served user
  std::uint64_t steps =
      0;  ///< different named steps that were passed: where a crash can come between
  std::vector<std::string>
      refutations{};  ///< what the document says and this shows to be otherwise
};

/// In the order of the strategies. The error is that of a scenario file that could not be read.
[[nodiscard]] std::expected<std::vector<Measured>, std::string> measure_document(
    const std::vector<const StrategySpec*>& strategies, std::uint64_t seed);

/// `storm`: the campaign that judged the promises of the same strategies.
[[nodiscard]] std::string document_table(const CampaignResult& storm,
                                         const std::vector<Measured>& measured);
[[nodiscard]] nlohmann::json document_json(const std::vector<Measured>& measured);

}  // namespace rollcall::tools
