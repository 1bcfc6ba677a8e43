#include "sim/redis/lua_builtins.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "sim/redis/lua_compile.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/lua_stack_guards.h"
#include "sim/redis/lua_stand_in.h"

namespace rollcall::sim::redis {
namespace {

int tostring(lua_State* lua) {
  luaL_checkany(lua, 1);
  push_as_string(lua, 1);
  return 1;
}

// As stock pcall, but an error table with `err`, which redis.call raises, becomes that string.
int pcall(lua_State* lua) {
  luaL_checkany(lua, 1);
  lua_pushboolean(lua, 1);
  lua_insert(lua, 1);
  LuaSandbox& sandbox = LuaSandbox::of(lua);
  const int heavy = sandbox.heavy_calls;
  if (lua_pcall(lua, lua_gettop(lua) - 2, LUA_MULTRET, 0) == 0) return lua_gettop(lua);
  sandbox.heavy_calls = heavy;
  if (lua_istable(lua, -1)) {
    lua_getfield(lua, -1, "err");
    if (lua_isstring(lua, -1) == 0) lua_pop(lua, 1);
  }
  lua_pushboolean(lua, 0);
  lua_insert(lua, -2);
  return 2;
}

int rawset(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checkany(lua, 2);
  luaL_checkany(lua, 3);
  refuse_stand_in(lua, 1);
  lua_settop(lua, 3);
  lua_rawset(lua, 1);
  return 1;
}

int rawget(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_checkany(lua, 2);
  lua_settop(lua, 2);
  resolve_stand_in(lua, 1);
  lua_rawget(lua, 1);
  return 1;
}

int next(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_settop(lua, 2);
  resolve_stand_in(lua, 1);
  if (lua_next(lua, 1) != 0) return 2;
  lua_pushnil(lua);
  return 1;
}

int pairs(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_pushcfunction(lua, next);
  lua_pushvalue(lua, 1);
  lua_pushnil(lua);
  return 3;
}

int setmetatable(lua_State* lua) {
  const int type = lua_type(lua, 2);
  luaL_checktype(lua, 1, LUA_TTABLE);
  luaL_argcheck(lua, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table expected");
  refuse_stand_in(lua, 1);
  if (luaL_getmetafield(lua, 1, "__metatable") != 0) {
    return luaL_error(lua, "cannot change a protected metatable");
  }
  lua_settop(lua, 2);
  lua_setmetatable(lua, 1);
  return 1;
}

// The metatable of a stand-in stays hidden; those of strings and of the globals are shown as
// stand-ins.
int getmetatable(lua_State* lua) {
  luaL_checkany(lua, 1);
  if (lua_type(lua, 1) == LUA_TSTRING) {
    lua_getfield(lua, LUA_REGISTRYINDEX, string_metatable);
    return 1;
  }
  if (lua_rawequal(lua, 1, LUA_GLOBALSINDEX) != 0) {
    lua_getfield(lua, LUA_REGISTRYINDEX, globals_metatable);
    return 1;
  }
  if (is_stand_in(lua, 1) || lua_getmetatable(lua, 1) == 0) {
    lua_pushnil(lua);
    return 1;
  }
  luaL_getmetafield(lua, 1, "__metatable");
  return 1;
}

int loadstring(lua_State* lua) {
  std::size_t length = 0;
  const char* const text = luaL_checklstring(lua, 1, &length);
  const char* const name = luaL_optstring(lua, 2, text);
  if (compile_text(lua, {text, length}, name) == 0) return 1;
  lua_pushnil(lua);
  lua_insert(lua, -2);
  return 2;
}

int load(lua_State* lua) {
  const char* const name = luaL_optstring(lua, 2, "=(load)");
  luaL_checktype(lua, 1, LUA_TFUNCTION);
  lua_settop(lua, 3);
  const int heavy = LuaSandbox::of(lua).heavy_calls;
  begin_heavy_call(lua);
  const int status = compile_pieces(lua, 1, name);
  LuaSandbox::of(lua).heavy_calls = heavy;
  if (status == 0) return 1;
  lua_pushnil(lua);
  lua_insert(lua, -2);
  return 2;
}

constexpr std::array builtins = {
    luaL_Reg{"getmetatable", getmetatable},
    luaL_Reg{"load", load},
    luaL_Reg{"loadstring", loadstring},
    luaL_Reg{"next", next},
    luaL_Reg{"pairs", pairs},
    luaL_Reg{"pcall", pcall},
    luaL_Reg{"rawget", rawget},
    luaL_Reg{"rawset", rawset},
    luaL_Reg{"setmetatable", setmetatable},
    luaL_Reg{"tostring", tostring},
};

}  // namespace

std::span<const luaL_Reg> lua_builtins() { return builtins; }

void push_as_string(lua_State* lua, int index) {
  if (luaL_callmeta(lua, index, "__tostring") != 0) return;
  switch (lua_type(lua, index)) {
    case LUA_TNUMBER:
    case LUA_TSTRING:
      lua_pushvalue(lua, index);
      static_cast<void>(lua_tostring(lua, -1));
      return;
    case LUA_TBOOLEAN:
      lua_pushstring(lua, lua_toboolean(lua, index) != 0 ? "true" : "false");
      return;
    case LUA_TNIL:
    case LUA_TNONE:
      lua_pushliteral(lua, "nil");
      return;
    default: {
      // An address like any other, counted from the arena's start: the same in each run.
      constexpr std::uintptr_t start = 0x7f0000000000;
      const void* const address = lua_topointer(lua, index);
      const std::uintptr_t shown =
          address == nullptr ? 0 : start + LuaSandbox::of(lua).heap().offset_of(address);
      lua_pushfstring(lua, "%s: %p", luaL_typename(lua, index), std::bit_cast<void*>(shown));
    }
  }
}

// The stock function looks for its own upvalue, if it has one, where it always was.
void stand_before_stock(lua_State* lua, const char* name, lua_CFunction function) {
  lua_getfield(lua, -1, name);
  if (lua_getupvalue(lua, -1, 1) == nullptr) lua_pushnil(lua);
  lua_insert(lua, -2);
  lua_pushcclosure(lua, function, 2);
  lua_setfield(lua, -2, name);
}

int call_stock(lua_State* lua) { return lua_tocfunction(lua, lua_upvalueindex(2))(lua); }

int lua_math_random(lua_State* lua) {
  constexpr std::int32_t max = std::numeric_limits<std::int32_t>::max();
  const std::int32_t drawn = LuaSandbox::of(lua).random.next();
  const lua_Number share = static_cast<lua_Number>(drawn % max) / static_cast<lua_Number>(max);
  const int count = lua_gettop(lua);
  if (count == 0) {
    lua_pushnumber(lua, share);
    return 1;
  }
  if (count > 2) return luaL_error(lua, "wrong number of arguments");
  const int low = count == 1 ? 1 : luaL_checkint(lua, 1);
  const int high = luaL_checkint(lua, count);
  luaL_argcheck(lua, low <= high, count, "interval is empty");
  const lua_Number width = static_cast<lua_Number>(high) - low + 1;
  lua_pushnumber(lua, std::floor(share * width) + low);
  return 1;
}

int lua_math_randomseed(lua_State* lua) {
  LuaSandbox::of(lua).random.seed(luaL_checkint(lua, 1));
  return 0;
}

// The stock function writes without asking a metatable.
int lua_table_insert(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  refuse_stand_in(lua, 1);
  return call_stock(lua);
}

// The stock function's count of results overflows.
int lua_unpack(lua_State* lua) {
  luaL_checktype(lua, 1, LUA_TTABLE);
  const std::int64_t first = luaL_optint(lua, 2, 1);
  const std::int64_t last = luaL_opt(lua, luaL_checkint, 3, luaL_getn(lua, 1));
  if (last - first >= std::numeric_limits<int>::max()) {
    return luaL_error(lua, "too many results to unpack");
  }
  return call_stock(lua);
}

}  // namespace rollcall::sim::redis
