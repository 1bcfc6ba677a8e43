// A user as a Redis hash: the fields id, phone, name, organization_id and status, as text.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "engine/redis/redis_reply.h"
#include "engine/types.h"

namespace rollcall {

using HashFields = std::map<std::string, std::string>;

/// What HGETALL answered. Empty: there is no such hash, or the reply is none of a hash.
[[nodiscard]] HashFields to_fields(const RedisReply& reply);

/// Nullopt unless every field is there and makes sense: half a user is no user.
[[nodiscard]] std::optional<User> to_user(const HashFields& fields);

}  // namespace rollcall
