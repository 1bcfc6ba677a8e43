#include "sim/redis/lua_stand_in.h"

namespace rollcall::sim::redis {
namespace {

constexpr const char* stand_ins = "rollcall.stand_ins";  // stand-in -> real table
constexpr const char* readonly = "Attempt to modify a readonly table";

int refuse_write(lua_State* lua) { return luaL_error(lua, readonly); }

// Pushes the real table when the value at `index` is a stand-in. Most tables have no metatable, and
// are told apart at once.
bool push_real(lua_State* lua, int index) {
  if (!lua_istable(lua, index) || lua_getmetatable(lua, index) == 0) return false;
  lua_pop(lua, 1);
  lua_getfield(lua, LUA_REGISTRYINDEX, stand_ins);
  lua_pushvalue(lua, index);
  lua_rawget(lua, -2);
  lua_remove(lua, -2);
  if (!lua_isnil(lua, -1)) return true;
  lua_pop(lua, 1);
  return false;
}

}  // namespace

void create_stand_ins(lua_State* lua) {
  lua_newtable(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, stand_ins);
}

void push_stand_in(lua_State* lua) {
  lua_newtable(lua);
  lua_newtable(lua);
  lua_pushvalue(lua, -3);
  lua_setfield(lua, -2, "__index");
  lua_pushcfunction(lua, refuse_write);
  lua_setfield(lua, -2, "__newindex");
  lua_setmetatable(lua, -2);
  lua_getfield(lua, LUA_REGISTRYINDEX, stand_ins);
  lua_pushvalue(lua, -2);
  lua_pushvalue(lua, -4);
  lua_rawset(lua, -3);
  lua_pop(lua, 1);
  lua_remove(lua, -2);
}

bool is_stand_in(lua_State* lua, int index) {
  if (!push_real(lua, index)) return false;
  lua_pop(lua, 1);
  return true;
}

void resolve_stand_in(lua_State* lua, int index) {
  if (push_real(lua, index)) lua_replace(lua, index);
}

void refuse_stand_in(lua_State* lua, int index) {
  if (!is_stand_in(lua, index)) return;
  lua_pushstring(lua, readonly);  // without a place, as from a function of the library
  lua_error(lua);
}

}  // namespace rollcall::sim::redis
