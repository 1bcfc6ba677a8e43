// Two servers read two clocks: the real one is asked a moment after the model has been told the
// time. What follows from a clock may differ in a reply by as much as that moment has lasted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

// Milliseconds since the epoch, in this century, as they stand in replies.
[[nodiscard]] bool is_clock_time(std::string_view text);
// "1700000000000" of the id "1700000000000-5".
[[nodiscard]] std::string_view time_of_id(const std::string& text);

// Two times, or ids of streams that begin with one, that are no further apart. The numbers behind
// such times follow from them.
[[nodiscard]] bool are_close_times(const std::string& a, const std::string& b,
                                   std::int64_t skew_ms);

// Where `model` has a time, a time left or a time passed that is as close to that of `real` as the
// clocks were, it becomes the same. Both are replies to `words`.
void adopt_clock(RespNode& model, const RespNode& real, const std::vector<std::string>& words,
                 std::int64_t skew_ms);

}  // namespace rollcall::sim::redis
