#include "sim/redis/lua_stack_guards.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "sim/redis/lua_builtins.h"
#include "sim/redis/lua_sandbox.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::ptrdiff_t recursions_max = 200;  // as Lua 5.2 limits it
constexpr int heavy_calls_max = 10;

// Raises an error, with Lua 5.2's words, when the pattern in the second argument recurses too
// often.
void refuse_complex_pattern(lua_State* lua) {
  std::size_t length = 0;
  const char* const text = lua_tolstring(lua, 2, &length);
  if (text == nullptr) return;  // the stock function will complain
  const auto recurses = [](char c) { return std::string_view("*+-?(").contains(c); };
  if (std::count_if(text, text + length, recurses) > recursions_max) {
    luaL_error(lua, "pattern too complex");
  }
}

int match(lua_State* lua) {
  refuse_complex_pattern(lua);
  return call_stock(lua);
}

// A plain search has no pattern.
int find(lua_State* lua) {
  if (lua_toboolean(lua, 4) == 0) refuse_complex_pattern(lua);
  return call_stock(lua);
}

int gsub(lua_State* lua) {
  refuse_complex_pattern(lua);
  begin_heavy_call(lua);
  const int results = call_stock(lua);
  --LuaSandbox::of(lua).heavy_calls;
  return results;
}

// A function that catches errors has left as many heavy calls as it has entered.
int protected_call(lua_State* lua) {
  LuaSandbox& sandbox = LuaSandbox::of(lua);
  const int nested = sandbox.heavy_calls;
  const int results = call_stock(lua);
  sandbox.heavy_calls = nested;
  return results;
}

// Replaces a field of the table on top of the stack by `guard` around it.
void guard(lua_State* lua, const char* name, lua_CFunction function) {
  lua_getfield(lua, -1, name);
  lua_pushcclosure(lua, function, 1);
  lua_setfield(lua, -2, name);
}

}  // namespace

void begin_heavy_call(lua_State* lua) {
  LuaSandbox& sandbox = LuaSandbox::of(lua);
  if (sandbox.heavy_calls == heavy_calls_max) luaL_error(lua, "C stack overflow");
  ++sandbox.heavy_calls;
}

void guard_string_functions(lua_State* lua) {
  guard(lua, "find", find);
  guard(lua, "gsub", gsub);
  for (const char* const name : {"gfind", "gmatch", "match"}) guard(lua, name, match);
}

void guard_protected_calls(lua_State* lua) {
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  guard(lua, "xpcall", protected_call);
  lua_getfield(lua, -1, "coroutine");
  guard(lua, "resume", protected_call);
  lua_pop(lua, 2);
}

}  // namespace rollcall::sim::redis
