// Replies to Lua values and back, by Redis's rules for RESP2.
//
//   integer <-> number (truncated)      bulk string <-> string       nil bulk or array -> false
//   status  <-> {ok = text}             error <-> {err = text}       array <-> table up to its
//   first nil true -> 1, false and nil -> nil bulk; {double=}, {map=}, {set=}, {big_number=},
//   {verbatim_string=} -> what RESP2 has instead.
#pragma once

#include <string_view>

#include "sim/redis/lua_library.h"
#include "sim/redis/reply.h"

namespace rollcall::sim::redis {

// Pushes the first reply in `resp`, which must be complete, and returns what follows it.
std::string_view push_reply(lua_State* lua, std::string_view resp);

// Writes the value on top of the stack and pops it.
void pop_as_reply(lua_State* lua, Reply& reply);

}  // namespace rollcall::sim::redis
