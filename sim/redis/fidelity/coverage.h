// Which rows of the model's table of commands a comparison has run, and with what success.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

// Under which name a command is counted: "GET", "CONFIG|GET", "DEBUG|RELOAD"; "?": one that the
// model does not know.
[[nodiscard]] std::string row_of(const Words& words);
[[nodiscard]] std::vector<std::string> all_rows();

// The command has found or done something: the reply is no error, and not all of it is nil, empty,
// or the number that says so.
[[nodiscard]] bool has_content(const Words& words, const RespNode& reply);

// A row that cannot succeed as often as others, by its nature. What it answers is compared all the
// same.
struct Exemption {
  std::string_view row;
  std::string_view reason;
};
[[nodiscard]] std::span<const Exemption> exemptions();

// Of the replies to a command, so many in a hundred are to be neither empty nor errors.
inline constexpr std::uint64_t useful_percent_min = 30;
struct Shortfall {
  std::vector<std::string> never_run;
  std::vector<std::string> below;  // rows that are not exempted
};
[[nodiscard]] Shortfall shortfall_of(const Tally& tally);

}  // namespace rollcall::sim::redis
