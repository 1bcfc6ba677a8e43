// Replies in a form in which what Redis leaves open is equal: the order of fields, members and
// keys, picks at random (see population.h), and cursors with what a scan finds from there on. One
// rule for each command. What the clocks of two servers make different is left to clock_skew.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

// The reply to the command `words`; of EXEC, the replies to the commands themselves are left alone.
void normalise(RespNode& reply, const std::vector<std::string>& words);

}  // namespace rollcall::sim::redis
