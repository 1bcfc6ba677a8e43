// The claims of the Redis client's conformance suite, by what they are about.
#pragma once

#include <span>
#include <string_view>

#include "engine/redis/redis_client_conformance.h"

namespace rollcall {

/// One sentence, and the check that it is true.
struct RedisClaim {
  std::string_view name;  ///< CamelCase, as GoogleTest wants it
  void (*check)(RedisArm& arm);
};

/// Commands, replies, pipelines, transactions and scripts.
[[nodiscard]] std::span<const RedisClaim> redis_reply_claims();
/// Getting in, being kept out, silence, death of the server, and the sharing of connections.
[[nodiscard]] std::span<const RedisClaim> redis_connection_claims();

}  // namespace rollcall
