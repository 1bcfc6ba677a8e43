// The functions of `string` that match patterns, on LuaPattern.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Replaces them in the table `string`, which is on top of the stack.
void add_matching_functions(lua_State* lua);

}  // namespace rollcall::sim::redis
