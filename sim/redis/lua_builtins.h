// Lua's own functions where Redis, the sandbox or determinism need other ones.
#pragma once

#include <span>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// The global functions, by name.
[[nodiscard]] std::span<const luaL_Reg> lua_builtins();

int lua_math_random(lua_State* lua);
int lua_math_randomseed(lua_State* lua);
int lua_table_insert(lua_State* lua);
int lua_unpack(lua_State* lua);

// Replaces a field of the table on top of the stack, a stock function, by one that may go on with
// call_stock().
void stand_before_stock(lua_State* lua, const char* name, lua_CFunction function);
// Goes on as the stock function, in the same frame, so that errors name the same function and
// place.
int call_stock(lua_State* lua);

// Pushes what tostring() makes of the value at `index`.
void push_as_string(lua_State* lua, int index);

}  // namespace rollcall::sim::redis
