// Read-only stand-ins for tables (see lua_sandbox.h): an empty table whose metatable reads from the
// real one and refuses writes.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Where the stand-ins of the metatables of strings and of the globals are kept in the registry.
inline constexpr const char* string_metatable = "rollcall.string_metatable";
inline constexpr const char* globals_metatable = "rollcall.globals_metatable";

// Prepares a new interpreter for the functions below.
void create_stand_ins(lua_State* lua);
// Replaces the table on top of the stack by a stand-in for it.
void push_stand_in(lua_State* lua);
// Whether the value at `index`, which is positive, is a stand-in.
[[nodiscard]] bool is_stand_in(lua_State* lua, int index);
// Replaces the value at `index` by the real table when it is a stand-in. The real table must not
// get into the hands of a script.
void resolve_stand_in(lua_State* lua, int index);
// Raises Redis's error when the value at `index` is a stand-in.
void refuse_stand_in(lua_State* lua, int index);

}  // namespace rollcall::sim::redis
