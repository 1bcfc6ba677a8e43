// Replies as Lua values, by Redis's rules for RESP2:
//
//   integer -> number    bulk string -> string    nil bulk or array -> false
//   status -> {ok = text}    error -> {err = text}    array -> table
//
// The other way: lua_reply_writer.h.
#pragma once

#include <string_view>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes the first reply in `resp`, which must be complete, and returns what follows it.
std::string_view push_reply(lua_State* lua, std::string_view resp);

}  // namespace rollcall::sim::redis
