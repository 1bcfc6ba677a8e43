// The library cjson, as far as it can be let loose on a hostile script.
//
// It keeps its text outside of the Lua heap, where nothing limits it, and recurses in C. So what is
// to be encoded is measured before, and neither direction nests deeper than by default.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Sets `cjson` in the table on top of the stack.
void add_cjson(lua_State* lua);

}  // namespace rollcall::sim::redis
