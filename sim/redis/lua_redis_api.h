// The table `redis` that scripts see.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes a new table with redis.call, redis.pcall, redis.sha1hex, ...
void push_redis_library(lua_State* lua);
// Makes `function` what scripts call redis.register_function(); nullptr: there is no such function.
void offer_registration(lua_State* lua, lua_CFunction function);

}  // namespace rollcall::sim::redis
