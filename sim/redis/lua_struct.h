// The library struct: numbers and strings as bytes of a declared layout, and back.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Sets the field `struct` of the table on top of the stack.
void add_struct(lua_State* lua);

}  // namespace rollcall::sim::redis
