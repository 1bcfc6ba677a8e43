#include "sim/redis/lua_compile.h"

#include <cstddef>

namespace rollcall::sim::redis {
namespace {

// Lua takes a chunk for bytecode by its first byte. A blank before it makes it text, and its first
// byte an "unexpected symbol".
struct TextReader {
  std::string_view text;
  bool blank_due;

  static const char* read(lua_State*, void* self, std::size_t* length) {
    TextReader& reader = *static_cast<TextReader*>(self);
    if (reader.blank_due) {
      reader.blank_due = false;
      *length = 1;
      return " ";
    }
    *length = reader.text.size();
    const char* const text = reader.text.empty() ? nullptr : reader.text.data();
    reader.text = {};
    return text;
  }
};

struct PieceReader {
  int function;
  int kept;  // a stack slot that keeps the current piece alive
  bool at_start = true;

  static const char* read(lua_State* lua, void* self, std::size_t* length) {
    PieceReader& reader = *static_cast<PieceReader*>(self);
    *length = 0;
    luaL_checkstack(lua, 2, "too many nested functions");
    lua_pushvalue(lua, reader.function);
    lua_call(lua, 0, 1);
    if (lua_isnil(lua, -1)) return nullptr;
    if (lua_isstring(lua, -1) == 0) {
      luaL_error(lua, "reader function must return a string");
    }
    const char* piece = lua_tolstring(lua, -1, length);
    if (reader.at_start && *length > 0 && piece[0] == LUA_SIGNATURE[0]) {
      lua_pushliteral(lua, " ");
      lua_insert(lua, -2);
      lua_concat(lua, 2);
      piece = lua_tolstring(lua, -1, length);
    }
    reader.at_start = false;
    lua_replace(lua, reader.kept);
    return piece;
  }
};

}  // namespace

int compile_text(lua_State* lua, std::string_view text, const char* name) {
  TextReader reader{text, text.starts_with(LUA_SIGNATURE[0])};
  return lua_load(lua, TextReader::read, &reader, name);
}

int compile_pieces(lua_State* lua, int index, const char* name) {
  PieceReader reader{index, lua_gettop(lua)};
  return lua_load(lua, PieceReader::read, &reader, name);
}

}  // namespace rollcall::sim::redis
