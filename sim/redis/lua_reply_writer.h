// What a script returns, as a reply, by Redis's rules:
//
//   number -> integer (truncated)    string -> bulk string    nil -> null
//   {ok = text} -> status            {err = text} -> error    table -> array up to its first nil
//   {double =}, {map =}, {set =}, {big_number =}, {verbatim_string =} -> what they say
//   true and false -> booleans where the script has asked for RESP3, otherwise 1 and null
#pragma once

#include <cstddef>
#include <vector>

#include "sim/redis/lua_library.h"
#include "sim/redis/reply.h"

namespace rollcall::sim::redis {

// Tables nest up to Lua's limit of some 8,000, as in Redis. Where the writer is in each of them is
// kept in a list, not in the C stack, which may be a fiber's. The list is a member: a Lua error may
// jump over any frame.
class LuaReplyWriter {
 public:
  // Writes the value on top of Lua's stack, of a script that speaks `protocol`, and pops it.
  void pop(lua_State* lua, Protocol protocol, Reply& reply);

 private:
  // Tables that hold each other many times over need little memory themselves; Redis would go on
  // until it has none left for their reply.
  static constexpr std::size_t reply_max = std::size_t{1} << 28;
  static constexpr int steps_max = 20'000'000;

  enum class Kind { array, map, set };
  // An array lies at `bottom`. A map or set has the table around it there, then its own, then the
  // key that was written last.
  struct OpenTable {
    Kind kind;
    int bottom;
    int elements = 0;
    int written = 0;
    bool value_due = false;
  };

  void begin_value(lua_State* lua, Reply& reply);
  void begin_table(lua_State* lua, Reply& reply);
  static bool push_next(lua_State* lua, OpenTable& table);

  Protocol protocol_ = Protocol::resp2;
  std::vector<OpenTable> open_;
};

}  // namespace rollcall::sim::redis
