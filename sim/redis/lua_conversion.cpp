#include "sim/redis/lua_conversion.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "sim/redis/lua_errors.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

// As the x86 processor converts: what does not fit becomes the lowest integer.
std::int64_t truncated(lua_Number number) {
  constexpr lua_Number limit = 9223372036854775808.0;
  const bool fits = number >= -limit && number < limit;
  return fits ? static_cast<std::int64_t>(number) : std::numeric_limits<std::int64_t>::min();
}

// The string field `name` of the table on top, up to its first NUL; pushed when it is there.
const char* push_text_field(lua_State* lua, const char* name) {
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
  if (lua_type(lua, -1) == LUA_TSTRING) return lua_tostring(lua, -1);
  lua_pop(lua, 1);
  return nullptr;
}

// Whether the field `name` of the table on top has the type; then it is pushed.
bool push_field_of_type(lua_State* lua, const char* name, int type) {
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
  if (lua_type(lua, -1) == type) return true;
  lua_pop(lua, 1);
  return false;
}

void write_status(Reply& reply, const char* text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\r' || c == '\n') c = ' ';
  }
  reply.simple(line);
}

void write_error(Reply& reply, std::string_view message) {
  while (message.ends_with('\n') || message.ends_with('\r')) message.remove_suffix(1);
  reply.error(message);
}

void write_double(Reply& reply, lua_Number number) {
  std::string digits;
  if (std::isinf(number)) {
    digits = number > 0 ? "inf" : "-inf";
  } else {
    append_double(digits, number);
  }
  reply.bulk(digits);
}

// The elements of the table on top, up to the first nil.
void write_array(lua_State* lua, Reply& reply) {
  std::size_t length = 0;
  while (true) {
    lua_rawgeti(lua, -1, static_cast<int>(length + 1));
    const bool at_end = lua_isnil(lua, -1);
    lua_pop(lua, 1);
    if (at_end) break;
    ++length;
  }
  reply.array(length);
  for (std::size_t at = 1; at <= length; ++at) {
    lua_rawgeti(lua, -1, static_cast<int>(at));
    pop_as_reply(lua, reply);
  }
}

// The keys, and for a map the values, of the table on top.
void write_entries(lua_State* lua, Reply& reply, bool is_map) {
  std::size_t count = 0;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) ++count;
  reply.array(is_map ? 2 * count : count);
  lua_pushnil(lua);
  while (lua_next(lua, -2) != 0) {
    lua_pushvalue(lua, -2);
    pop_as_reply(lua, reply);
    if (is_map) {
      pop_as_reply(lua, reply);
    } else {
      lua_pop(lua, 1);
    }
  }
}

bool write_verbatim_string(lua_State* lua, Reply& reply) {
  if (!push_field_of_type(lua, "verbatim_string", LUA_TTABLE)) return false;
  bool written = false;
  if (push_field_of_type(lua, "string", LUA_TSTRING)) {
    std::size_t length = 0;
    const char* const text = lua_tolstring(lua, -1, &length);
    lua_pushliteral(lua, "format");
    lua_rawget(lua, -3);
    written = lua_type(lua, -1) == LUA_TSTRING;
    if (written) reply.bulk({text, length});
    lua_pop(lua, 2);
  }
  lua_pop(lua, 1);
  return written;
}

void write_table(lua_State* lua, Reply& reply) {
  const int top = lua_gettop(lua);
  if (const char* const error = push_text_field(lua, "err")) {
    write_error(reply, error);
  } else if (const char* const status = push_text_field(lua, "ok")) {
    write_status(reply, status);
  } else if (push_field_of_type(lua, "double", LUA_TNUMBER)) {
    write_double(reply, lua_tonumber(lua, -1));
  } else if (push_field_of_type(lua, "map", LUA_TTABLE)) {
    write_entries(lua, reply, true);
  } else if (push_field_of_type(lua, "set", LUA_TTABLE)) {
    write_entries(lua, reply, false);
  } else if (const char* const number = push_text_field(lua, "big_number")) {
    std::string line(number);
    for (char& c : line) {
      if (c == '\r' || c == '\n') c = ' ';
    }
    reply.bulk(line);
  } else if (!write_verbatim_string(lua, reply)) {
    write_array(lua, reply);
  }
  lua_settop(lua, top);
}

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

void pop_as_reply(lua_State* lua, Reply& reply) {
  if (lua_checkstack(lua, 4) == 0) {
    reply.error("ERR reached lua stack limit");
    lua_pop(lua, 1);
    return;
  }
  switch (lua_type(lua, -1)) {
    case LUA_TSTRING: {
      std::size_t length = 0;
      const char* const text = lua_tolstring(lua, -1, &length);
      reply.bulk({text, length});
      break;
    }
    case LUA_TBOOLEAN:
      if (lua_toboolean(lua, -1) != 0) {
        reply.integer(1);
      } else {
        reply.null_bulk();
      }
      break;
    case LUA_TNUMBER:
      reply.integer(truncated(lua_tonumber(lua, -1)));
      break;
    case LUA_TTABLE:
      write_table(lua, reply);
      break;
    default:
      reply.null_bulk();
  }
  lua_pop(lua, 1);
}

}  // namespace rollcall::sim::redis
