// Replies in a form in which what Redis leaves open is equal: the order of fields, members and
// keys, cursors, picks at random, and times that pass between two answers. One rule for each
// command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

// The reply to the command `words`; of EXEC, the replies to the commands themselves are left alone.
void normalise(RespNode& reply, const std::vector<std::string>& words);

// Thirteen digits: a time since the epoch in milliseconds, of our days.
[[nodiscard]] bool is_clock_time(std::string_view text);
// What stands before the number in an id of a stream's entry; all of any other text.
[[nodiscard]] std::string_view time_of_id(const std::string& text);

}  // namespace rollcall::sim::redis
