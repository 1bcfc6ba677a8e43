// The library cmsgpack: Lua values as MessagePack (https://msgpack.org), and back.
#pragma once

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Sets the field `cmsgpack` of the table on top of the stack.
void add_cmsgpack(lua_State* lua);

}  // namespace rollcall::sim::redis
