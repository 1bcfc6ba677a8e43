#include "sim/redis/lua_cjson.h"

#include <algorithm>
#include <cstddef>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_builtins.h"

namespace rollcall::sim::redis {
namespace {

constexpr int depth_max = 1000;  // the default
constexpr std::size_t text_max = std::size_t{1} << 28;
constexpr std::size_t least_per_value = 4;  // bytes of text, about: a value and its comma

// Adds to `text` about how long the value on top of the stack becomes; raises an error when that is
// too much. Tables that hold each other many times over need little memory themselves.
void measure(lua_State* lua, int depth, std::size_t& text) {
  charge(lua, 1);
  text += least_per_value;
  if (lua_type(lua, -1) == LUA_TSTRING) text += lua_objlen(lua, -1);
  // cjson itself complains about what is too deep.
  if (lua_istable(lua, -1) && depth < depth_max && lua_checkstack(lua, 3) != 0) {
    for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) {
      measure(lua, depth + 1, text);
      if (lua_type(lua, -2) == LUA_TSTRING) text += lua_objlen(lua, -2);
      // A sparse array is filled up.
      if (lua_type(lua, -2) != LUA_TNUMBER) continue;
      const lua_Number places = std::clamp(lua_tonumber(lua, -2), 0.0, 1e9);
      if (places * least_per_value > text_max) luaL_error(lua, "not enough memory");
    }
  }
  if (text > text_max) luaL_error(lua, "not enough memory");
}

int encode(lua_State* lua) {
  std::size_t text = 0;
  if (lua_gettop(lua) == 1) measure(lua, 1, text);
  return call_stock(lua);
}

int limit_depth(lua_State* lua) {
  if (lua_isnumber(lua, 1) != 0 && lua_tonumber(lua, 1) > depth_max) {
    return luaL_argerror(lua, 1, "expected integer between 1 and 1000");
  }
  return call_stock(lua);
}

// Remembers what it is told.
int keep_buffer(lua_State* lua) {
  if (lua_isboolean(lua, 1)) {
    lua_pushvalue(lua, 1);
    lua_replace(lua, lua_upvalueindex(1));
  }
  lua_pushvalue(lua, lua_upvalueindex(1));
  return 1;
}

// Pushes an instance with settings of its own.
int push_instance(lua_State* lua) {
  lua_settop(lua, 0);
  lua_pushcfunction(lua, luaopen_cjson);
  lua_call(lua, 0, 1);
  // It would keep its buffer between calls unless it is told not to.
  lua_getfield(lua, -1, "encode_keep_buffer");
  lua_pushboolean(lua, 0);
  lua_call(lua, 1, 0);
  lua_pushboolean(lua, 1);
  lua_pushcclosure(lua, keep_buffer, 1);
  lua_setfield(lua, -2, "encode_keep_buffer");
  lua_pushcfunction(lua, push_instance);
  lua_setfield(lua, -2, "new");
  stand_before_stock(lua, "encode", encode);
  stand_before_stock(lua, "encode_max_depth", limit_depth);
  stand_before_stock(lua, "decode_max_depth", limit_depth);
  return 1;
}

}  // namespace

void add_cjson(lua_State* lua) {
  lua_pushcfunction(lua, push_instance);
  lua_call(lua, 0, 1);
  lua_setfield(lua, -2, "cjson");
}

}  // namespace rollcall::sim::redis
