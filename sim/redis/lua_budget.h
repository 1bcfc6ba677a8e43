// What one script may use up before it is ended, as SCRIPT KILL would end it: instructions of Lua,
// and as many more as functions in C charge for work that Lua does not count.
#pragma once

#include <cstdint>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Lua counts from here on, until forget_budget().
void watch_budget(lua_State* lua);
void forget_budget(lua_State* lua);

// Raises an error once the script has used up what it may.
void charge(lua_State* lua, std::uint64_t instructions);

}  // namespace rollcall::sim::redis
