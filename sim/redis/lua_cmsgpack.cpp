#include "sim/redis/lua_cmsgpack.h"

#include <array>
#include <bit>
#include <climits>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_sandbox.h"

namespace rollcall::sim::redis {
namespace {

constexpr int nesting_most = 16;  // deeper tables become nil, and so do functions
// Tables that hold each other many times over need little memory themselves.
constexpr std::size_t packed_most = std::size_t{1} << 26;
// Redis goes on to the limit of Lua's stack; a fiber's own is shorter.
constexpr int unpacked_depth_most = 256;

using Buffer = std::string;

// A type byte and the lowest `bytes` of the number, the most significant first.
void put(Buffer& buffer, unsigned type, std::uint64_t number, int bytes) {
  buffer += static_cast<char>(type);
  while (bytes-- > 0) buffer += static_cast<char>(number >> (8 * bytes) & 0xff);
}

void pack_integer(Buffer& buffer, std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  if (number >= -32 && number <= 127) return put(buffer, static_cast<unsigned>(bits & 0xff), 0, 0);
  if (number >= 0) {
    if (bits <= UINT8_MAX) return put(buffer, 0xcc, bits, 1);
    if (bits <= UINT16_MAX) return put(buffer, 0xcd, bits, 2);
    if (bits <= UINT32_MAX) return put(buffer, 0xce, bits, 4);
    return put(buffer, 0xcf, bits, 8);
  }
  if (number >= INT8_MIN) return put(buffer, 0xd0, bits, 1);
  if (number >= INT16_MIN) return put(buffer, 0xd1, bits, 2);
  if (number >= INT32_MIN) return put(buffer, 0xd2, bits, 4);
  put(buffer, 0xd3, bits, 8);
}

void pack_number(Buffer& buffer, double number) {
  constexpr double beyond = 9223372036854775808.0;  // 2^63
  const bool is_integer = number >= -beyond && number < beyond && std::trunc(number) == number;
  if (is_integer) return pack_integer(buffer, static_cast<std::int64_t>(number));
  const auto narrow = static_cast<float>(number);
  if (static_cast<double>(narrow) == number) {
    return put(buffer, 0xca, std::bit_cast<std::uint32_t>(narrow), 4);
  }
  put(buffer, 0xcb, std::bit_cast<std::uint64_t>(number), 8);
}

void pack_string(Buffer& buffer, std::string_view text) {
  if (text.size() < 32) {
    put(buffer, 0xa0U | static_cast<unsigned>(text.size()), 0, 0);
  } else if (text.size() <= UINT8_MAX) {
    put(buffer, 0xd9, text.size(), 1);
  } else if (text.size() <= UINT16_MAX) {
    put(buffer, 0xda, text.size(), 2);
  } else {
    put(buffer, 0xdb, text.size(), 4);
  }
  buffer += text;
}

// The head of an array or a map: one byte where it is short.
void put_head(Buffer& buffer, unsigned one_byte, unsigned type, std::size_t size) {
  if (size < 16) return put(buffer, one_byte | static_cast<unsigned>(size), 0, 0);
  const bool is_short = size <= UINT16_MAX;
  put(buffer, is_short ? type : type + 1, size, is_short ? 2 : 4);
}

// Whether the keys of the table on top of the stack are 1 to n.
bool is_array(lua_State* lua) {
  double highest = 0;
  double count = 0;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; ++count) {
    lua_pop(lua, 1);
    const double key = lua_type(lua, -1) == LUA_TNUMBER ? lua_tonumber(lua, -1) : 0;
    if (key < 1 || std::trunc(key) != key) {
      lua_pop(lua, 1);
      return false;
    }
    highest = std::max(highest, key);
  }
  return highest == count;
}

void pack_value(lua_State* lua, Buffer& buffer, int depth);

void pack_table(lua_State* lua, Buffer& buffer, int depth) {
  luaL_checkstack(lua, 4, "in function pack_table");
  if (is_array(lua)) {
    const std::size_t size = lua_objlen(lua, -1);
    put_head(buffer, 0x90, 0xdc, size);
    for (std::size_t at = 1; at <= size; ++at) {
      lua_rawgeti(lua, -1, static_cast<int>(at));
      pack_value(lua, buffer, depth + 1);
    }
    return;
  }
  std::size_t size = 0;
  for (lua_pushnil(lua); lua_next(lua, -2) != 0; lua_pop(lua, 1)) ++size;
  put_head(buffer, 0x80, 0xde, size);
  for (lua_pushnil(lua); lua_next(lua, -2) != 0;) {
    lua_pushvalue(lua, -2);
    pack_value(lua, buffer, depth + 1);
    pack_value(lua, buffer, depth + 1);
  }
}

// Pops the value.
void pack_value(lua_State* lua, Buffer& buffer, int depth) {
  charge(lua, 1);
  if (buffer.size() > packed_most) luaL_error(lua, "not enough memory");
  const int type = lua_type(lua, -1);
  if (type == LUA_TSTRING) {
    std::size_t length = 0;
    const char* const text = lua_tolstring(lua, -1, &length);
    pack_string(buffer, {text, length});
  } else if (type == LUA_TBOOLEAN) {
    put(buffer, lua_toboolean(lua, -1) != 0 ? 0xc3 : 0xc2, 0, 0);
  } else if (type == LUA_TNUMBER) {
    pack_number(buffer, lua_tonumber(lua, -1));
  } else if (type == LUA_TTABLE && depth < nesting_most) {
    pack_table(lua, buffer, depth);
  } else {
    put(buffer, 0xc0, 0, 0);
  }
  lua_pop(lua, 1);
}

int pack(lua_State* lua) {
  const int count = lua_gettop(lua);
  if (count == 0) return luaL_argerror(lua, 0, "MessagePack pack needs input.");
  Buffer& buffer = LuaSandbox::of(lua).scratch;
  buffer.clear();
  luaL_checkstack(lua, 1, "too many arguments for MessagePack pack");
  for (int at = 1; at <= count; ++at) {
    lua_pushvalue(lua, at);
    pack_value(lua, buffer, 0);
  }
  lua_pushlstring(lua, buffer.data(), buffer.size());
  return 1;
}

// Reads values off the front of what is left of the input.
class Unpacker {
 public:
  Unpacker(lua_State* lua, std::string_view input) : lua_(lua), left_(input) {}
  [[nodiscard]] std::size_t left() const { return left_.size(); }

  // Pushes the next value.
  void push_next(int depth) {
    charge(lua_, 1);
    if (depth > unpacked_depth_most) luaL_error(lua_, "Bad data format in input.");
    luaL_checkstack(lua_, 3, "in function push_next");
    const auto type = static_cast<unsigned>(number(1));
    if (type < 0x80) return push(static_cast<std::int64_t>(type));
    if (type < 0x90) return push_map(type & 0xf, depth);
    if (type < 0xa0) return push_array(type & 0xf, depth);
    if (type < 0xc0) return push_string(type & 0x1f);
    if (type >= 0xe0) return push(static_cast<std::int8_t>(type));
    push_marked(type, depth);
  }

 private:
  void push_marked(unsigned type, int depth) {
    switch (type) {
      case 0xc0:
        return lua_pushnil(lua_);
      case 0xc2:
      case 0xc3:
        return lua_pushboolean(lua_, static_cast<int>(type & 1));
      case 0xca:
        return lua_pushnumber(
            lua_, static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(number(4)))));
      case 0xcb:
        return lua_pushnumber(lua_, std::bit_cast<double>(number(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return lua_pushnumber(lua_, static_cast<double>(number(1 << (type - 0xcc))));
      case 0xd0:
        return push(static_cast<std::int8_t>(number(1)));
      case 0xd1:
        return push(static_cast<std::int16_t>(number(2)));
      case 0xd2:
        return push(static_cast<std::int32_t>(number(4)));
      case 0xd3:
        return push(static_cast<std::int64_t>(number(8)));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return push_string(static_cast<std::size_t>(number(1 << (type - 0xd9))));
      case 0xdc:
      case 0xdd:
        return push_array(number(type == 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return push_map(number(type == 0xde ? 2 : 4), depth);
      default:
        luaL_error(lua_, "Bad data format in input.");
    }
  }

  void require(std::size_t bytes) const {
    if (left_.size() < bytes) luaL_error(lua_, "Missing bytes in input.");
  }

  std::uint64_t number(int bytes) {
    require(static_cast<std::size_t>(bytes));
    std::uint64_t value = 0;
    for (; bytes > 0; --bytes) {
      value = value << 8 | static_cast<unsigned char>(left_.front());
      left_.remove_prefix(1);
    }
    return value;
  }

  void push(std::int64_t value) { lua_pushnumber(lua_, static_cast<double>(value)); }

  void push_string(std::size_t size) {
    require(size);
    lua_pushlstring(lua_, left_.data(), size);
    left_.remove_prefix(size);
  }

  void push_array(std::uint64_t size, int depth) {
    lua_newtable(lua_);
    for (std::uint64_t at = 1; at <= size; ++at) {
      lua_pushnumber(lua_, static_cast<double>(at));
      push_next(depth + 1);
      lua_settable(lua_, -3);
    }
  }

  void push_map(std::uint64_t size, int depth) {
    lua_newtable(lua_);
    for (; size > 0; --size) {
      push_next(depth + 1);
      push_next(depth + 1);
      lua_settable(lua_, -3);
    }
  }

  lua_State* lua_;
  std::string_view left_;
};

// Up to `limit` values from `offset` on; 0: all.
int unpack_some(lua_State* lua, int limit, int offset) {
  std::size_t length = 0;
  const char* const text = luaL_checklstring(lua, 1, &length);
  if (offset < 0 || limit < 0) {
    return luaL_error(lua, "Invalid request to unpack with offset of %d and limit of %d.", offset,
                      static_cast<int>(length));
  }
  if (static_cast<std::size_t>(offset) > length) {
    return luaL_error(lua, "Start offset %d greater than input length %d.", offset,
                      static_cast<int>(length));
  }
  const bool all = limit == 0;
  if (all) limit = INT_MAX;
  Unpacker unpacker(lua, std::string_view(text, length).substr(static_cast<std::size_t>(offset)));
  int count = 0;
  for (; unpacker.left() > 0 && count < limit; ++count) {
    luaL_checkstack(lua, 1,
                    "too many return values at once; use unpack_one or unpack_limit instead.");
    unpacker.push_next(0);
  }
  if (all) return count;
  const std::size_t next = length - unpacker.left();
  lua_pushnumber(lua, unpacker.left() == 0 ? -1 : static_cast<double>(next));
  lua_insert(lua, 2);
  return count + 1;
}

int unpack(lua_State* lua) { return unpack_some(lua, 0, 0); }

int unpack_one(lua_State* lua) {
  const auto offset = static_cast<int>(luaL_optinteger(lua, 2, 0));
  lua_settop(lua, 1);
  return unpack_some(lua, 1, offset);
}

int unpack_limit(lua_State* lua) {
  const auto limit = static_cast<int>(luaL_checkinteger(lua, 2));
  const auto offset = static_cast<int>(luaL_optinteger(lua, 3, 0));
  lua_settop(lua, 1);
  return unpack_some(lua, limit, offset);
}

constexpr std::array functions = {
    luaL_Reg{"pack", pack},
    luaL_Reg{"unpack", unpack},
    luaL_Reg{"unpack_limit", unpack_limit},
    luaL_Reg{"unpack_one", unpack_one},
};

}  // namespace

void add_cmsgpack(lua_State* lua) {
  lua_newtable(lua);
  for (const auto& [name, function] : functions) {
    lua_pushcfunction(lua, function);
    lua_setfield(lua, -2, name);
  }
  lua_pushliteral(lua, "cmsgpack");
  lua_setfield(lua, -2, "_NAME");
  lua_pushliteral(lua, "Copyright (C) 2012, Salvatore Sanfilippo");
  lua_setfield(lua, -2, "_COPYRIGHT");
  lua_pushliteral(lua, "MessagePack C implementation for Lua");
  lua_setfield(lua, -2, "_DESCRIPTION");
  lua_pushliteral(lua, "lua-cmsgpack 0.4.0");
  lua_setfield(lua, -2, "_VERSION");
  lua_setfield(lua, -2, "cmsgpack");
}

}  // namespace rollcall::sim::redis
