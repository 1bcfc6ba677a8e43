#include "sim/redis/lua_reply_writer.h"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

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

std::string one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\r' || c == '\n') c = ' ';
  }
  return line;
}

void write_status(Reply& reply, const char* text) { reply.simple(one_line(text)); }

void write_error(Reply& reply, std::string_view message) {
  while (message.ends_with('\n') || message.ends_with('\r')) message.remove_suffix(1);
  reply.error(message);
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
    if (written) reply.verbatim({text, length}, lua_tostring(lua, -1));
    lua_pop(lua, 2);
  }
  lua_pop(lua, 1);
  return written;
}

// The length of the table on top, up to its first nil.
int array_length(lua_State* lua) {
  for (int at = 1;; ++at) {
    lua_rawgeti(lua, -1, at);
    const bool at_end = lua_isnil(lua, -1);
    lua_pop(lua, 1);
    if (at_end) return at - 1;
  }
}

// How many entries the table on top has.
std::size_t entry_count(lua_State* lua) {
  std::size_t count = 0;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) ++count;
  return count;
}

void write_boolean(bool value, Protocol protocol, Reply& reply) {
  if (protocol == Protocol::resp3) return reply.boolean(value);
  value ? reply.integer(1) : reply.null();
}

// Writes a value other than a table.
void write_scalar(lua_State* lua, Protocol protocol, Reply& reply) {
  switch (lua_type(lua, -1)) {
    case LUA_TSTRING: {
      std::size_t length = 0;
      const char* const text = lua_tolstring(lua, -1, &length);
      return reply.bulk({text, length});
    }
    case LUA_TBOOLEAN:
      return write_boolean(lua_toboolean(lua, -1) != 0, protocol, reply);
    case LUA_TNUMBER:
      return reply.integer(truncated(lua_tonumber(lua, -1)));
    default:
      return reply.null();
  }
}

bool write_line(lua_State* lua, Reply& reply) {
  if (const char* const error = push_text_field(lua, "err")) {
    write_error(reply, error);
  } else if (const char* const status = push_text_field(lua, "ok")) {
    write_status(reply, status);
  } else if (push_field_of_type(lua, "double", LUA_TNUMBER)) {
    reply.real(lua_tonumber(lua, -1));
  } else {
    return false;
  }
  return true;
}

bool write_text(lua_State* lua, Reply& reply) {
  const char* const number = push_text_field(lua, "big_number");
  if (number == nullptr) return write_verbatim_string(lua, reply);
  reply.big_number(one_line(number));
  return true;
}

}  // namespace

void LuaReplyWriter::pop(lua_State* lua, Protocol protocol, Reply& reply) {
  protocol_ = protocol;
  open_.clear();
  const int bottom = lua_gettop(lua);
  const std::size_t start = reply.buffer().size();
  begin_value(lua, reply);
  for (int steps = 0; !open_.empty(); ++steps) {
    if (steps == steps_max || reply.buffer().size() - start > reply_max) {
      lua_settop(lua, bottom - 1);
      reply.buffer().resize(start);
      return reply.error("ERR the reply of the script is too large");
    }
    if (push_next(lua, open_.back())) {
      begin_value(lua, reply);
    } else {
      lua_settop(lua, open_.back().bottom - 1);
      open_.pop_back();
    }
  }
}

void LuaReplyWriter::begin_value(lua_State* lua, Reply& reply) {
  if (lua_checkstack(lua, 4) == 0) {
    reply.error("ERR reached lua stack limit");
    lua_pop(lua, 1);
  } else if (lua_istable(lua, -1)) {
    begin_table(lua, reply);
  } else {
    write_scalar(lua, protocol_, reply);
    lua_pop(lua, 1);
  }
}

// The order in which Redis looks at the fields decides when there are several.
void LuaReplyWriter::begin_table(lua_State* lua, Reply& reply) {
  const int bottom = lua_gettop(lua);
  if (write_line(lua, reply)) return lua_settop(lua, bottom - 1);
  for (const Kind kind : {Kind::map, Kind::set}) {
    const bool is_map = kind == Kind::map;
    if (!push_field_of_type(lua, is_map ? "map" : "set", LUA_TTABLE)) continue;
    is_map ? reply.map(entry_count(lua)) : reply.set(entry_count(lua));
    lua_pushnil(lua);
    return open_.push_back({.kind = kind, .bottom = bottom});
  }
  if (write_text(lua, reply)) return lua_settop(lua, bottom - 1);
  const int length = array_length(lua);
  reply.array(static_cast<std::size_t>(length));
  open_.push_back({.kind = Kind::array, .bottom = bottom, .elements = length});
}

bool LuaReplyWriter::push_next(lua_State* lua, OpenTable& table) {
  if (table.kind == Kind::array) {
    if (table.written == table.elements) return false;
    lua_rawgeti(lua, table.bottom, ++table.written);
    return true;
  }
  if (table.value_due) {  // it lies on top, above its key
    table.value_due = false;
    return true;
  }
  if (lua_next(lua, table.bottom + 1) == 0) return false;
  if (table.kind == Kind::set) lua_pop(lua, 1);
  table.value_due = table.kind == Kind::map;
  lua_pushvalue(lua, table.bottom + 2);  // the key, which lua_next() still needs
  return true;
}

}  // namespace rollcall::sim::redis
