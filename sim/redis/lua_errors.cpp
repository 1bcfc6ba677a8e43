#include "sim/redis/lua_errors.h"

#include <cstring>

#include "sim/redis/lua_builtins.h"

namespace rollcall::sim::redis {
namespace {

std::string_view without_line_end(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// The function that raised the error: the handler's caller, or its caller when that is `error`
// itself.
bool find_raiser(lua_State* lua, lua_Debug& raiser) {
  for (const int level : {1, 2}) {
    if (lua_getstack(lua, level, &raiser) == 0) return false;
    lua_getinfo(lua, "Sl", &raiser);
    if (std::strcmp(raiser.what, "C") != 0) return true;
  }
  return true;
}

}  // namespace

void push_error(lua_State* lua, std::string_view message) {
  const bool has_dash = message.starts_with('-');
  const bool is_coded = has_dash && message.contains(' ');
  const std::string_view text = without_line_end(message.substr(has_dash ? 1 : 0));
  lua_newtable(lua);
  if (!is_coded) lua_pushliteral(lua, "ERR ");
  lua_pushlstring(lua, text.data(), text.size());
  if (!is_coded) lua_concat(lua, 2);
  lua_setfield(lua, -2, "err");
  lua_pushboolean(lua, 1);
  lua_setfield(lua, -2, "ignore_error_stats_update");
}

int raise_error(lua_State* lua, std::string_view message) {
  push_error(lua, message);
  return lua_error(lua);
}

int lua_error_handler(lua_State* lua) {
  lua_settop(lua, 1);
  if (!lua_istable(lua, 1)) {
    lua_newtable(lua);
    lua_pushliteral(lua, "ERR ");
    push_as_string(lua, 1);
    lua_concat(lua, 2);
    lua_setfield(lua, 2, "err");
    lua_replace(lua, 1);
  }
  lua_Debug raiser;
  if (find_raiser(lua, raiser)) {
    lua_pushstring(lua, raiser.source);
    lua_setfield(lua, 1, "source");
    lua_pushinteger(lua, raiser.currentline);
    lua_setfield(lua, 1, "line");
  }
  return 1;
}

int lua_missing_global(lua_State* lua) {
  return luaL_error(lua, "Script attempted to access nonexistent global variable '%s'",
                    lua_tostring(lua, 2));
}

}  // namespace rollcall::sim::redis
