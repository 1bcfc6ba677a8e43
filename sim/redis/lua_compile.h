// Compiling Lua text. Bytecode, which could break out of the interpreter, is read as text, and
// fails.
#pragma once

#include <string_view>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes a function, or an error message. Returns 0 or Lua's error status. `name` as for lua_load.
int compile_text(lua_State* lua, std::string_view text, const char* name);
// The same for a text that the function at `index` returns piece by piece. The stack's top is used.
int compile_pieces(lua_State* lua, int index, const char* name);

}  // namespace rollcall::sim::redis
