#include "sim/redis/lua_conversion.h"

#include <cstdint>

#include "sim/redis/lua_errors.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

// A reply's first line, with what it says behind its type, and what follows.
struct Head {
  std::string_view line;
  std::string_view rest;

  [[nodiscard]] std::int64_t number() const { return parse_integer(line).value_or(0); }
};

void make_room(lua_State* lua) { luaL_checkstack(lua, 5, "too deeply nested reply"); }

void push_text(lua_State* lua, std::string_view text) {
  lua_pushlstring(lua, text.data(), text.size());
}

// {name = text}
void push_text_field(lua_State* lua, const char* name, std::string_view text) {
  lua_createtable(lua, 0, 1);
  push_text(lua, text);
  lua_setfield(lua, -2, name);
}

std::string_view push_array(lua_State* lua, const Head& head) {
  make_room(lua);
  std::string_view rest = head.rest;
  const std::int64_t length = head.number();
  lua_createtable(lua, static_cast<int>(length), 0);
  for (std::int64_t at = 1; at <= length; ++at) {
    rest = push_reply(lua, rest);
    lua_rawseti(lua, -2, static_cast<int>(at));
  }
  return rest;
}

// {name = table}, the table from keys to values, of a set to true. It grows as it is filled, as in
// Redis: the order in which a script goes through it depends on that.
std::string_view push_keyed(lua_State* lua, const char* name, const Head& head, bool has_values) {
  make_room(lua);
  std::string_view rest = head.rest;
  lua_createtable(lua, 0, 1);
  lua_newtable(lua);
  for (std::int64_t left = head.number(); left > 0; --left) {
    rest = push_reply(lua, rest);
    if (has_values) {
      rest = push_reply(lua, rest);
    } else {
      lua_pushboolean(lua, 1);
    }
    lua_rawset(lua, -3);
  }
  lua_setfield(lua, -2, name);
  return rest;
}

// The bytes that the head tells the number of, and what follows them.
Head sized(const Head& head) {
  const auto size = static_cast<std::size_t>(head.number());
  return {head.rest.substr(0, size), head.rest.substr(size + 2)};
}

std::string_view push_bulk(lua_State* lua, const Head& head) {
  const Head bytes = sized(head);
  push_text(lua, bytes.line);
  return bytes.rest;
}

// Its bytes begin with the format: "txt:".
std::string_view push_verbatim(lua_State* lua, const Head& head) {
  constexpr std::size_t format_size = 3;
  make_room(lua);
  const Head bytes = sized(head);
  lua_createtable(lua, 0, 1);
  push_text_field(lua, "format", bytes.line.substr(0, format_size));
  push_text(lua, bytes.line.substr(format_size + 1));
  lua_setfield(lua, -2, "string");
  lua_setfield(lua, -2, "verbatim_string");
  return bytes.rest;
}

std::string_view skip_attributes(lua_State* lua, const Head& head) {
  std::string_view rest = push_keyed(lua, "", head, true);
  lua_pop(lua, 1);
  return push_reply(lua, rest);
}

// Of one line. What there is else, a push, Redis cannot convert either.
void push_line(lua_State* lua, char type, const Head& head) {
  switch (type) {
    case '+':
      return push_text_field(lua, "ok", head.line);
    case ':':
      return lua_pushnumber(lua, static_cast<lua_Number>(head.number()));
    case '#':
      return lua_pushboolean(lua, head.line == "t" ? 1 : 0);
    case '(':
      return push_text_field(lua, "big_number", head.line);
    case ',':
      lua_createtable(lua, 0, 1);
      lua_pushnumber(lua, parse_double(head.line).value_or(0));
      return lua_setfield(lua, -2, "double");
    default:
      return lua_pushnil(lua);
  }
}

}  // namespace

std::string_view push_reply(lua_State* lua, std::string_view resp) {
  const char type = resp.front();
  const std::size_t end = resp.find('\r');
  const Head head{resp.substr(1, end - 1), resp.substr(end + 2)};
  if (head.line == "-1" && (type == '$' || type == '*')) {
    lua_pushboolean(lua, 0);
    return head.rest;
  }
  switch (type) {
    case '-':
      push_error(lua, resp.substr(0, end));
      return head.rest;
    case '$':
      return push_bulk(lua, head);
    case '*':
      return push_array(lua, head);
    case '%':
      return push_keyed(lua, "map", head, true);
    case '~':
      return push_keyed(lua, "set", head, false);
    case '=':
      return push_verbatim(lua, head);
    case '|':
      return skip_attributes(lua, head);
    default:
      push_line(lua, type, head);
      return head.rest;
  }
}

}  // namespace rollcall::sim::redis
