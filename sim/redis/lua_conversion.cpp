#include "sim/redis/lua_conversion.h"

#include <cstdint>

#include "sim/redis/lua_errors.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

std::string_view push_array(lua_State* lua, std::int64_t length, std::string_view rest) {
  if (length < 0) {
    lua_pushboolean(lua, 0);
    return rest;
  }
  luaL_checkstack(lua, 4, "too deeply nested reply");
  lua_createtable(lua, static_cast<int>(length), 0);
  for (std::int64_t at = 1; at <= length; ++at) {
    rest = push_reply(lua, rest);
    lua_rawseti(lua, -2, static_cast<int>(at));
  }
  return rest;
}

}  // namespace

std::string_view push_reply(lua_State* lua, std::string_view resp) {
  const std::size_t end = resp.find('\r');
  const std::string_view line = resp.substr(1, end - 1);
  const std::string_view rest = resp.substr(end + 2);
  switch (resp.front()) {
    case '+':
      lua_createtable(lua, 0, 1);
      lua_pushlstring(lua, line.data(), line.size());
      lua_setfield(lua, -2, "ok");
      return rest;
    case '-':
      push_error(lua, resp.substr(0, end));
      return rest;
    case ':':
      lua_pushnumber(lua, static_cast<lua_Number>(parse_integer(line).value_or(0)));
      return rest;
    case '*':
      return push_array(lua, parse_integer(line).value_or(-1), rest);
    default: {
      const std::int64_t length = parse_integer(line).value_or(-1);
      if (length < 0) return lua_pushboolean(lua, 0), rest;
      lua_pushlstring(lua, rest.data(), static_cast<std::size_t>(length));
      return rest.substr(static_cast<std::size_t>(length) + 2);
    }
  }
}

}  // namespace rollcall::sim::redis
