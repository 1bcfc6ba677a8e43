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

// When a question was asked, in milliseconds since the epoch.
struct AskedAt {
  std::int64_t model_ms = 0;  // told to the model
  std::int64_t skew_ms = 0;   // by how much later the real server may have read its clock
  std::int64_t began_ms = 0;  // when the comparison did: what is asked about was used since
};

// Where `model` has a time, a time left or a time passed that is as close to that of `real` as the
// clocks were, it becomes the same. Both are replies to `words`.
void adopt_clock(RespNode& model, const RespNode& real, const std::vector<std::string>& words,
                 const AskedAt& asked);

// TTL and EXPIRETIME, which round to seconds: the milliseconds that they leave out may be on both
// sides of where that turns. `expires`: the replies to PEXPIRETIME of both, which tell.
[[nodiscard]] bool tells_seconds(const std::vector<std::string>& words);
struct ExpiryTimes {
  RespNode model;
  RespNode real;
};
void adopt_seconds(RespNode& model, const RespNode& real, const std::vector<std::string>& words,
                   const ExpiryTimes& expires, const AskedAt& asked);

// Commands in append-only files that differ at most in the arguments that Redis makes of its clock:
// absolute times, and ids of streams.
[[nodiscard]] bool are_same_but_for_the_clock(const std::vector<std::string>& a,
                                              const std::vector<std::string>& b,
                                              std::int64_t skew_ms);

}  // namespace rollcall::sim::redis
