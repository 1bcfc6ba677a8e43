// The table `redis` that scripts see.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes a new table with redis.call, redis.pcall, redis.sha1hex, ...
void push_redis_library(lua_State* lua);
// The one that a library of functions sees while it is being loaded: it registers, and writes to
// the log.
void push_loading_library(lua_State* lua);

}  // namespace rollcall::sim::redis
