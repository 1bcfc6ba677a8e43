// How long one script runs: counted in instructions of Lua, and as many more as functions in C
// charge for work that Lua does not count. ScriptRun says when it has to end.
#pragma once

#include <cstdint>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// As often as Redis looks up from a script.
inline constexpr int instructions_per_pause = 100'000;

// Lua counts from here on, until forget_budget().
void watch_budget(lua_State* lua);
void forget_budget(lua_State* lua);

// Raises an error once the script has to end.
void charge(lua_State* lua, std::uint64_t instructions);

}  // namespace rollcall::sim::redis
