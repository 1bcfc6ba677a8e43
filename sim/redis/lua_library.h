// Lua's C headers, in one place.
#pragma once

extern "C" {
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

// From lua-cjson and Lua BitOp, whose headers declare them without extern "C".
int luaopen_cjson(lua_State* lua);
int luaopen_bit(lua_State* lua);
}
