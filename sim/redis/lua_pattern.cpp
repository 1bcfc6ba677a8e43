#include "sim/redis/lua_pattern.h"

#include <cctype>
#include <cstring>

#include "sim/redis/lua_budget.h"

namespace rollcall::sim::redis {
namespace {

constexpr char escape = '%';

unsigned char byte(char c) { return static_cast<unsigned char>(c); }

bool is_in_class(unsigned char c, char name) {
  const auto is = [c, name]() -> int {
    switch (std::tolower(byte(name))) {
      case 'a':
        return std::isalpha(c);
      case 'c':
        return std::iscntrl(c);
      case 'd':
        return std::isdigit(c);
      case 'l':
        return std::islower(c);
      case 'p':
        return std::ispunct(c);
      case 's':
        return std::isspace(c);
      case 'u':
        return std::isupper(c);
      case 'w':
        return std::isalnum(c);
      case 'x':
        return std::isxdigit(c);
      case 'z':
        return c == 0 ? 1 : 0;
      default:
        return -1;
    }
  }();
  if (is < 0) return c == byte(name);
  return (is != 0) != (std::isupper(byte(name)) != 0);
}

// Whether the set from '[' to behind its ']' contains `c`.
bool is_in_set(unsigned char c, const char* set, const char* set_end) {
  const char* const last = set_end - 1;
  const bool wanted = set[1] != '^';
  for (const char* at = wanted ? set + 1 : set + 2; at < last; ++at) {
    if (*at == escape) {
      ++at;
      if (is_in_class(c, *at)) return wanted;
    } else if (at[1] == '-' && at + 2 < last) {
      if (byte(at[0]) <= c && c <= byte(at[2])) return wanted;
      at += 2;
    } else if (byte(*at) == c) {
      return wanted;
    }
  }
  return !wanted;
}

}  // namespace

void LuaPattern::count_step() {
  constexpr std::uint64_t charged_at_once = 1000;
  if (++steps_ >= charged_at_once) settle();
}

void LuaPattern::settle() {
  const std::uint64_t steps = steps_;
  steps_ = 0;
  charge(lua_, steps);
}

const char* LuaPattern::match(const char* start) {
  captures_ = 0;
  depth_ = 0;
  return match_rest(start, pattern_);
}

// What follows from `item` on; items that cannot fail later are matched in the loop, the others
// try the rest in a call of their own.
const char* LuaPattern::match_rest(const char* at, const char* item) {
  if (depth_ == depth_max) luaL_error(lua_, "pattern too complex");
  ++depth_;
  const char* end = nullptr;
  for (bool done = false; !done;) {
    count_step();
    done = true;
    if (*item == '\0' || (*item == '$' && item[1] == '\0')) {
      end = (*item == '\0' || at == text_end_) ? at : nullptr;
    } else if (*item == '(') {
      end =
          item[1] == ')' ? open_capture(at, item + 2, position) : open_capture(at, item + 1, open);
    } else if (*item == ')') {
      end = close_capture(at, item + 1);
    } else if (*item == escape &&
               (item[1] == 'b' || item[1] == 'f' || std::isdigit(byte(item[1])))) {
      end = match_escape(at, item, done);
    } else {
      const char* const item_end = end_of_item(item);
      const bool matches = at < text_end_ && matches_one(at, item, item_end);
      if (*item_end == '*') {
        end = match_most(at, item, item_end);
      } else if (*item_end == '+') {
        end = matches ? match_most(at + 1, item, item_end) : nullptr;
      } else if (*item_end == '-') {
        end = match_least(at, item, item_end);
      } else if (*item_end == '?') {
        end = matches ? match_rest(at + 1, item_end + 1) : nullptr;
        done = end != nullptr;
        item = item_end + 1;
      } else if (matches) {
        ++at;
        item = item_end;
        done = false;
      }
    }
  }
  --depth_;
  return end;
}

// %b, %f and %1: `done` and nullptr when it does not match; otherwise the loop goes on behind it.
const char* LuaPattern::match_escape(const char*& at, const char*& item, bool& done) {
  const char* next = at;
  if (item[1] == 'b') {
    next = match_balanced(at, item + 2);
    item += 4;
  } else if (item[1] == 'f') {
    const char* const set = item + 2;
    if (*set != '[') luaL_error(lua_, "missing " LUA_QL("[") " after " LUA_QL("%%f") " in pattern");
    item = end_of_item(set);
    if (!at_frontier(at, set, item)) next = nullptr;
  } else {
    next = match_same(at, item[1]);
    item += 2;
  }
  done = next == nullptr;
  at = next;
  return nullptr;
}

const char* LuaPattern::open_capture(const char* at, const char* item, std::ptrdiff_t kind) {
  if (captures_ == captures_max) luaL_error(lua_, "too many captures");
  capture_[static_cast<std::size_t>(captures_)] = {at, kind};
  ++captures_;
  const char* const end = match_rest(at, item);
  if (end == nullptr) --captures_;
  return end;
}

const char* LuaPattern::close_capture(const char* at, const char* item) {
  int number = captures_ - 1;
  while (number >= 0 && capture_[static_cast<std::size_t>(number)].length != open) --number;
  if (number < 0) luaL_error(lua_, "invalid pattern capture");
  Capture& capture = capture_[static_cast<std::size_t>(number)];
  capture.length = at - capture.start;
  const char* const end = match_rest(at, item);
  if (end == nullptr) capture.length = open;
  return end;
}

const char* LuaPattern::match_most(const char* at, const char* item, const char* item_end) {
  const char* last = at;
  while (last < text_end_ && matches_one(last, item, item_end)) {
    count_step();
    ++last;
  }
  for (;; --last) {
    if (const char* const end = match_rest(last, item_end + 1)) return end;
    if (last == at) return nullptr;
  }
}

const char* LuaPattern::match_least(const char* at, const char* item, const char* item_end) {
  for (;; ++at) {
    if (const char* const end = match_rest(at, item_end + 1)) return end;
    if (at == text_end_ || !matches_one(at, item, item_end)) return nullptr;
  }
}

// `item` is the pair of characters behind %b.
const char* LuaPattern::match_balanced(const char* at, const char* item) {
  if (item[0] == '\0' || item[1] == '\0') luaL_error(lua_, "unbalanced pattern");
  if (at == text_end_ || *at != item[0]) return nullptr;
  int depth = 1;
  while (++at < text_end_) {
    count_step();
    if (*at == item[1]) {
      if (--depth == 0) return at + 1;
    } else if (*at == item[0]) {
      ++depth;
    }
  }
  return nullptr;
}

const char* LuaPattern::match_same(const char* at, int digit) {
  const Capture& capture = capture_[static_cast<std::size_t>(index_of_capture(digit))];
  // A position's length is negative, and thus never there again, as in Lua.
  const auto length = static_cast<std::size_t>(capture.length);
  if (static_cast<std::size_t>(text_end_ - at) < length) return nullptr;
  steps_ += length / 16;
  return std::memcmp(capture.start, at, length) == 0 ? at + length : nullptr;
}

bool LuaPattern::at_frontier(const char* at, const char* set, const char* set_end) {
  const char before = at == text_ ? '\0' : at[-1];
  const char behind = at == text_end_ ? '\0' : *at;
  return !is_in_set(byte(before), set, set_end) && is_in_set(byte(behind), set, set_end);
}

const char* LuaPattern::end_of_item(const char* item) {
  if (*item == escape) {
    if (item[1] == '\0') luaL_error(lua_, "malformed pattern (ends with " LUA_QL("%%") ")");
    return item + 2;
  }
  if (*item++ != '[') return item;
  if (*item == '^') ++item;
  do {  // a ']' that comes first is one of the set
    if (*item == '\0') luaL_error(lua_, "malformed pattern (missing " LUA_QL("]") ")");
    if (*item++ == escape && *item != '\0') ++item;
  } while (*item != ']');
  return item + 1;
}

bool LuaPattern::matches_one(const char* at, const char* item, const char* item_end) const {
  switch (*item) {
    case '.':
      return true;
    case escape:
      return is_in_class(byte(*at), item[1]);
    case '[':
      return is_in_set(byte(*at), item, item_end);
    default:
      return *item == *at;
  }
}

int LuaPattern::index_of_capture(int digit) {
  const int number = digit - '1';
  if (number < 0 || number >= captures_ ||
      capture_[static_cast<std::size_t>(number)].length == open) {
    luaL_error(lua_, "invalid capture index");
  }
  return number;
}

void LuaPattern::push_capture(int number, const char* start, const char* end) {
  if (number >= captures_) {
    if (number != 0) luaL_error(lua_, "invalid capture index");
    return lua_pushlstring(lua_, start, static_cast<std::size_t>(end - start));
  }
  const Capture& capture = capture_[static_cast<std::size_t>(number)];
  if (capture.length == open) luaL_error(lua_, "unfinished capture");
  if (capture.length == position) return lua_pushinteger(lua_, capture.start - text_ + 1);
  lua_pushlstring(lua_, capture.start, static_cast<std::size_t>(capture.length));
}

int LuaPattern::push_captures(const char* start, const char* end, bool or_whole) {
  const int count = captures_ == 0 && or_whole ? 1 : captures_;
  luaL_checkstack(lua_, count, "too many captures");
  for (int number = 0; number < count; ++number) push_capture(number, start, end);
  return count;
}

}  // namespace rollcall::sim::redis
