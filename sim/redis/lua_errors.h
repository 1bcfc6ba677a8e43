// Lua errors as Redis shapes them: tables with `err` ("CODE message"), `source` and `line`.
//
// Functions that raise never return, by longjmp: no object with a destructor may be alive in any
// frame between here and the protected call.
#pragma once

#include <string_view>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes an error table for `message`: "-CODE text" keeps its code, anything else becomes ERR.
void push_error(lua_State* lua, std::string_view message);
// push_error(), then raises it. For `return raise_error(...)` in a function of Lua's.
int raise_error(lua_State* lua, std::string_view message);

// The message handler of a script's protected call: says where an error came from.
int lua_error_handler(lua_State* lua);
// What reading a global does that is not there.
int lua_missing_global(lua_State* lua);

}  // namespace rollcall::sim::redis
