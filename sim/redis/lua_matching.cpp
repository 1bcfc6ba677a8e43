#include "sim/redis/lua_matching.h"

#include <algorithm>
#include <cctype>
#include <cstring>
#include <string_view>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_builtins.h"
#include "sim/redis/lua_pattern.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/lua_stack_guards.h"

namespace rollcall::sim::redis {
namespace {

std::string_view text_argument(lua_State* lua, int index) {
  std::size_t length = 0;
  const char* const text = luaL_checklstring(lua, index, &length);
  return {text, length};
}

// Where a search begins that the third argument may set off, from the end when negative.
std::size_t start_argument(lua_State* lua, std::size_t size) {
  const auto length = static_cast<std::ptrdiff_t>(size);
  const std::ptrdiff_t wanted = luaL_optinteger(lua, 3, 1);
  const std::ptrdiff_t at = wanted < 0 ? wanted + length : wanted - 1;
  return static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(at, 0, length));
}

int search(lua_State* lua, bool find) {
  const std::string_view text = text_argument(lua, 1);
  const char* pattern = luaL_checkstring(lua, 2);
  const char* const text_end = text.data() + text.size();
  const char* start = text.data() + start_argument(lua, text.size());
  const bool anchored = *pattern == '^';
  if (anchored) ++pattern;
  LuaPattern matcher(lua, text, pattern);
  do {
    const char* const end = matcher.match(start);
    if (end == nullptr) continue;
    matcher.settle();
    if (!find) return matcher.push_captures(start, end, true);
    lua_pushinteger(lua, start - text.data() + 1);
    lua_pushinteger(lua, end - text.data());
    return matcher.push_captures(start, end, false) + 2;
  } while (start++ < text_end && !anchored);
  matcher.settle();
  lua_pushnil(lua);
  return 1;
}

int match(lua_State* lua) { return search(lua, false); }

// Lua's own function looks for plain text.
int find(lua_State* lua) {
  luaL_checkstring(lua, 1);
  const bool plain = lua_toboolean(lua, 4) != 0;
  const char* const pattern = luaL_checkstring(lua, 2);
  const bool literal = plain || std::strpbrk(pattern, "^$*+?.([%-") == nullptr;
  return literal ? call_stock(lua) : search(lua, true);
}

// Upvalues: the text, the pattern, and where the next match may begin.
int next_match(lua_State* lua) {
  std::size_t size = 0;
  const char* const data = lua_tolstring(lua, lua_upvalueindex(1), &size);
  LuaPattern matcher(lua, {data, size}, lua_tostring(lua, lua_upvalueindex(2)));
  const char* start = data + lua_tointeger(lua, lua_upvalueindex(3));
  for (; start <= data + size; ++start) {
    const char* const end = matcher.match(start);
    if (end == nullptr) continue;
    matcher.settle();
    lua_pushinteger(lua, end - data + (end == start ? 1 : 0));
    lua_replace(lua, lua_upvalueindex(3));
    return matcher.push_captures(start, end, true);
  }
  matcher.settle();
  return 0;
}

int gmatch(lua_State* lua) {
  luaL_checkstring(lua, 1);
  luaL_checkstring(lua, 2);
  lua_settop(lua, 2);
  lua_pushinteger(lua, 0);
  lua_pushcclosure(lua, next_match, 3);
  return 1;
}

// Adds the third argument, a string, with what its %0 to %9 stand for.
void add_text(lua_State* lua, luaL_Buffer& out, LuaPattern& matcher, const char* start,
              const char* end) {
  std::size_t size = 0;
  const char* const text = lua_tolstring(lua, 3, &size);
  for (std::size_t at = 0; at < size; ++at) {
    if (text[at] != '%') {
      luaL_addchar(&out, text[at]);
      continue;
    }
    ++at;  // a NUL ends the string
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
      luaL_addchar(&out, text[at]);
    } else if (text[at] == '0') {
      luaL_addlstring(&out, start, static_cast<std::size_t>(end - start));
    } else {
      matcher.push_capture(text[at] - '1', start, end);
      luaL_addvalue(&out);
    }
  }
}

// Adds what the third argument, a function or a table, makes of the match; the match itself where
// that is false or nil.
void add_result(lua_State* lua, luaL_Buffer& out, LuaPattern& matcher, const char* start,
                const char* end) {
  if (lua_type(lua, 3) == LUA_TFUNCTION) {
    lua_pushvalue(lua, 3);
    const int count = matcher.push_captures(start, end, true);
    lua_call(lua, count, 1);
  } else {
    matcher.push_capture(0, start, end);
    lua_gettable(lua, 3);
  }
  if (lua_toboolean(lua, -1) == 0) {
    lua_pop(lua, 1);
    lua_pushlstring(lua, start, static_cast<std::size_t>(end - start));
  } else if (lua_isstring(lua, -1) == 0) {
    luaL_error(lua, "invalid replacement value (a %s)", luaL_typename(lua, -1));
  }
  luaL_addvalue(&out);
}

int replace_all(lua_State* lua) {
  const std::string_view text = text_argument(lua, 1);
  const char* pattern = luaL_checkstring(lua, 2);
  const int type = lua_type(lua, 3);
  const bool is_text = type == LUA_TSTRING || type == LUA_TNUMBER;
  const int most = luaL_optint(lua, 4, static_cast<int>(text.size() + 1));
  luaL_argcheck(lua, is_text || type == LUA_TFUNCTION || type == LUA_TTABLE, 3,
                "string/function/table expected");
  const bool anchored = *pattern == '^';
  if (anchored) ++pattern;
  const char* at = text.data();
  const char* const text_end = at + text.size();
  LuaPattern matcher(lua, text, pattern);
  luaL_Buffer out;
  luaL_buffinit(lua, &out);
  int replaced = 0;
  while (replaced < most) {
    const char* const end = matcher.match(at);
    if (end != nullptr) {
      ++replaced;
      (is_text ? add_text : add_result)(lua, out, matcher, at, end);
    }
    if (end != nullptr && end > at) {
      at = end;
    } else if (at < text_end) {
      luaL_addchar(&out, *at++);
    } else {
      break;
    }
    if (anchored) break;
  }
  matcher.settle();
  luaL_addlstring(&out, at, static_cast<std::size_t>(text_end - at));
  luaL_pushresult(&out);
  lua_pushinteger(lua, replaced);
  return 2;
}

int gsub(lua_State* lua) {
  begin_heavy_call(lua);
  const int results = replace_all(lua);
  --LuaSandbox::of(lua).heavy_calls;
  return results;
}

// Lua would count to two thousand millions for an empty text.
int repeat(lua_State* lua) {
  const std::string_view text = text_argument(lua, 1);
  const int times = std::max(luaL_checkint(lua, 2), 0);
  constexpr std::size_t most = std::size_t{1} << 28;  // all that a script may have
  const std::size_t size = text.size() * static_cast<std::size_t>(times);
  if (size > most) return luaL_error(lua, "not enough memory");
  charge(lua, size / 16);
  if (!text.empty()) return call_stock(lua);
  lua_settop(lua, 1);
  return 1;
}

}  // namespace

void add_matching_functions(lua_State* lua) {
  struct Entry {
    const char* name;
    lua_CFunction function;
  };
  for (const auto& [name, function] :
       {Entry{"find", find}, Entry{"gfind", gmatch}, Entry{"gmatch", gmatch}, Entry{"gsub", gsub},
        Entry{"match", match}, Entry{"rep", repeat}}) {
    stand_before_stock(lua, name, function);
  }
}

}  // namespace rollcall::sim::redis
