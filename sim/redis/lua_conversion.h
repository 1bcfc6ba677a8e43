// Replies as Lua values, by Redis's rules:
//
//   integer -> number    bulk string -> string    status -> {ok = text}    error -> {err = text}
//   array -> table       RESP2's null -> false    RESP3's null -> nil      boolean -> boolean
//   map -> {map = table} with its keys            set -> {set = table} with its members as keys
//   double -> {double = number}                   big number -> {big_number = text}
//   verbatim string -> {verbatim_string = {format = text, string = text}}
//
// The other way: lua_reply_writer.h.
#pragma once

#include <string_view>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// Pushes the first reply in `resp`, which must be complete, and returns what follows it. Attributes
// in front of it are passed over.
std::string_view push_reply(lua_State* lua, std::string_view resp);

}  // namespace rollcall::sim::redis
