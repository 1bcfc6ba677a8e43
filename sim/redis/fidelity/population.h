// Of what a pick at random and a scan answer with: that it is there to be picked, and that a scan
// from its start to its end finds all of it.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

// SPOP, SRANDMEMBER, HRANDFIELD, ZRANDMEMBER, RANDOMKEY.
[[nodiscard]] bool is_pick(const std::vector<std::string>& words);
// The request that tells all that such a command may pick from.
[[nodiscard]] std::vector<std::string> population_question(const std::vector<std::string>& words);
// The first thing that a reply to it holds, and `population`, the reply to that request, does not.
[[nodiscard]] std::optional<std::string> stray_pick(const std::vector<std::string>& words,
                                                    const RespNode& reply,
                                                    const RespNode& population);

// Where the cursor stands in SCAN, SSCAN, HSCAN, ZSCAN; nothing in other commands.
[[nodiscard]] std::optional<std::size_t> cursor_position(const std::vector<std::string>& words);
using Ask = std::function<RespNode(const std::vector<std::string>&)>;
// What is wrong with two successful replies to such a command: what scans of both servers, with the
// same options and from the start to the end, do not find alike or not at all.
[[nodiscard]] std::optional<std::string> scan_difference(const std::vector<std::string>& words,
                                                         const RespNode& real,
                                                         const RespNode& model, const Ask& ask_real,
                                                         const Ask& ask_model);

}  // namespace rollcall::sim::redis
