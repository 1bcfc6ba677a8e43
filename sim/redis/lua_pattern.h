// Lua 5.1's patterns, with a bound on what a match may cost.
//
// Lua's own matcher can be made to run for years by a few bytes of pattern ("a?a?a?...aaa",
// ".-.-.-x"), and nothing counts its steps. This one charges them to the script, and refuses to
// recurse deeper than a fiber's stack allows. Matches, captures and error texts are the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sim/redis/lua_library.h"

namespace rollcall::sim::redis {

// One pattern on one text; both must stay where they are. Functions raise Lua errors.
class LuaPattern {
 public:
  // A pattern ends at its first NUL. A leading '^' is the caller's to take off.
  LuaPattern(lua_State* lua, std::string_view text, const char* pattern)
      : lua_(lua), text_(text.data()), text_end_(text.data() + text.size()), pattern_(pattern) {}

  // Where the match that begins at `start` ends; nullptr when there is none.
  const char* match(const char* start);

  // Pushes all captures of the last match, which went from `start` to `end`; the whole of it when
  // there are none and `or_whole`. Returns how many.
  int push_captures(const char* start, const char* end, bool or_whole);
  void push_capture(int number, const char* start, const char* end);

  // Charges what has not been charged yet.
  void settle();

 private:
  static constexpr int captures_max = 32;
  static constexpr int depth_max = 200;
  static constexpr std::ptrdiff_t open = -1;
  static constexpr std::ptrdiff_t position = -2;

  struct Capture {
    const char* start;
    std::ptrdiff_t length;  // or open, or position
  };

  void count_step();
  const char* match_rest(const char* at, const char* item);
  const char* match_escape(const char*& at, const char*& item, bool& done);
  const char* open_capture(const char* at, const char* item, std::ptrdiff_t kind);
  const char* close_capture(const char* at, const char* item);
  const char* match_most(const char* at, const char* item, const char* item_end);
  const char* match_least(const char* at, const char* item, const char* item_end);
  const char* match_balanced(const char* at, const char* item);
  const char* match_same(const char* at, int number);
  bool at_frontier(const char* at, const char* set, const char* set_end);
  [[nodiscard]] const char* end_of_item(const char* item);
  [[nodiscard]] bool matches_one(const char* at, const char* item, const char* item_end) const;
  int index_of_capture(int digit);

  lua_State* lua_;
  const char* text_;
  const char* text_end_;
  const char* pattern_;
  int depth_ = 0;
  std::uint64_t steps_ = 0;
  int captures_ = 0;
  std::array<Capture, captures_max> capture_;
};

}  // namespace rollcall::sim::redis
