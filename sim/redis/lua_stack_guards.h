// Functions of Lua's that cannot use up the C stack.
//
// Lua counts calls from C to Lua, up to 200, but not their size. Each gsub() with a callback holds
// 8 KB, each load() a parser. A hostile script would run over the end of a fiber's 256 KB. Redis,
// with 8 MB, lets both go further, and crashes later.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Before a call of gsub() or load(): raises an error when too many of them run inside each other.
// The caller sets the sandbox's `heavy_calls` back afterwards, and so does whoever catches an
// error.
void begin_heavy_call(lua_State* lua);
// Replaces xpcall of the globals and coroutine.resume, which end calls of gsub() by an error, too.
// (So does pcall: lua_builtins.cpp.)
void guard_protected_calls(lua_State* lua);

}  // namespace rollcall::sim::redis
