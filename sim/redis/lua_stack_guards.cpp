#include "sim/redis/lua_stack_guards.h"

#include "sim/redis/lua_builtins.h"
#include "sim/redis/lua_sandbox.h"

namespace rollcall::sim::redis {
namespace {

constexpr int heavy_calls_max = 10;

// A function that catches errors has left as many heavy calls as it has entered.
int protected_call(lua_State* lua) {
  LuaSandbox& sandbox = LuaSandbox::of(lua);
  const int nested = sandbox.heavy_calls;
  const int results = call_stock(lua);
  sandbox.heavy_calls = nested;
  return results;
}

}  // namespace

void begin_heavy_call(lua_State* lua) {
  LuaSandbox& sandbox = LuaSandbox::of(lua);
  if (sandbox.heavy_calls == heavy_calls_max) luaL_error(lua, "C stack overflow");
  ++sandbox.heavy_calls;
}

void guard_protected_calls(lua_State* lua) {
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  stand_before_stock(lua, "xpcall", protected_call);
  lua_getfield(lua, -1, "coroutine");
  stand_before_stock(lua, "resume", protected_call);
  lua_pop(lua, 2);
}

}  // namespace rollcall::sim::redis
