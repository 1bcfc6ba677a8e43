#include "sim/redis/lua_struct.h"

#include <algorithm>
#include <array>
#include <bit>
#include <climits>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

static_assert(std::endian::native == std::endian::little, "native order is little-endian");

constexpr int integer_max = 32;   // bytes
constexpr int align_default = 8;  // of a "!" without a number
constexpr std::size_t text_max = std::size_t{1} << 28;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) { return is_digit(c) || (upper(c) >= 'A' && upper(c) <= 'Z'); }

// One after the other, the options of a format; those that only say how others are laid out are
// taken in between.
class Format {
 public:
  struct Option {
    char kind;
    std::size_t size;     // of its bytes; 0 where the value tells
    std::size_t padding;  // before them
  };

  enum class UnknownLetters { are_wrong, are_skipped };
  Format(lua_State* lua, const char* text, UnknownLetters unknown = UnknownLetters::are_wrong)
      : lua_(lua), at_(text), unknown_(unknown) {}

  // False: there are no more. `offset`: where the option would begin without padding.
  bool next(std::size_t offset, Option& option) {
    while (*at_ != '\0') {
      charge(lua_, 1);
      option.kind = *at_++;
      if (!std::string_view("bBhHlLTfdxciIs").contains(option.kind)) {
        control(option.kind);
        continue;
      }
      option.size = size_of(option.kind);
      option.padding = padding(offset, option);
      return true;
    }
    return false;
  }
  [[nodiscard]] bool is_big() const { return big_; }

 private:
  int number(int otherwise) {
    if (!is_digit(*at_)) return otherwise;
    int value = 0;
    for (; is_digit(*at_); ++at_) {
      const int digit = *at_ - '0';
      if (value > (INT_MAX - digit) / 10) luaL_error(lua_, "integral size overflow");
      value = value * 10 + digit;
    }
    return value;
  }

  std::size_t size_of(char kind) {
    switch (kind) {
      case 'h':
      case 'H':
        return 2;
      case 'f':
        return 4;
      case 'l':
      case 'L':
      case 'T':
      case 'd':
        return 8;
      case 's':
        return 0;
      case 'c':
        return static_cast<std::size_t>(number(1));
      case 'i':
      case 'I': {
        const int size = number(sizeof(int));
        if (size > integer_max) {
          luaL_error(lua_, "integral size %d is larger than limit of %d", size, integer_max);
        }
        return static_cast<std::size_t>(size);
      }
      default:
        return 1;
    }
  }

  [[nodiscard]] std::size_t padding(std::size_t offset, const Option& option) const {
    if (option.size == 0 || option.kind == 'c') return 0;
    const std::size_t unit = std::min(option.size, align_);
    return (unit - (offset & (unit - 1))) & (unit - 1);
  }

  void control(char kind) {
    if (kind == '>' || kind == '<') {
      big_ = kind == '>';
    } else if (kind == '!') {
      const int align = number(align_default);
      if (align <= 0 || !std::has_single_bit(static_cast<unsigned>(align))) {
        luaL_error(lua_, "alignment %d is not a power of 2", align);
      }
      align_ = static_cast<std::size_t>(align);
    } else if (kind != ' ' && !(unknown_ == UnknownLetters::are_skipped && is_alphanumeric(kind))) {
      luaL_argerror(lua_, 1, lua_pushfstring(lua_, "invalid format option '%c'", kind));
    }
  }

  lua_State* lua_;
  const char* at_;
  UnknownLetters unknown_;
  std::size_t align_ = 1;
  bool big_ = false;
};

// Bytes beyond the eighth are zero, even of what is negative.
void put_integer(std::string& out, std::uint64_t value, std::size_t size, bool big) {
  const std::size_t start = out.size();
  out.resize(start + size);
  for (std::size_t i = 0; i < size; ++i, value = value >> 8) {
    out[big ? out.size() - 1 - i : start + i] = static_cast<char>(value & 0xff);
  }
}

// Of what has more than eight bytes the lowest count.
std::uint64_t get_integer(std::string_view bytes, bool big) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const char byte = bytes[big ? i : bytes.size() - 1 - i];
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

std::int64_t with_sign(std::uint64_t value, std::size_t size) {
  const std::uint64_t signs = ~std::uint64_t{0} << ((size * 8 - 1) % 64);
  return static_cast<std::int64_t>((value & signs) != 0 ? value | signs : value);
}

std::uint64_t integer_argument(lua_State* lua, int at) {
  const lua_Number number = luaL_checknumber(lua, at);
  if (number < 0) return static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
  return static_cast<std::uint64_t>(number);
}

// The bytes of the value at `at`; a string's own length where `size` is 0, which it then becomes.
void put_value(lua_State* lua, std::string& out, Format::Option& option, int at, bool big) {
  if (option.kind == 'f') {
    const auto number = static_cast<float>(luaL_checknumber(lua, at));
    put_integer(out, std::bit_cast<std::uint32_t>(number), option.size, big);
  } else if (option.kind == 'd') {
    put_integer(out, std::bit_cast<std::uint64_t>(luaL_checknumber(lua, at)), option.size, big);
  } else if (option.kind == 'c' || option.kind == 's') {
    std::size_t length = 0;
    const char* const text = luaL_checklstring(lua, at, &length);
    if (option.size == 0) option.size = length;
    luaL_argcheck(lua, length >= option.size, at + 1, "string too short");
    charge(lua, option.size / 16);
    if (out.size() + option.size > text_max) luaL_error(lua, "not enough memory");
    out.append(text, option.size);
    if (option.kind == 's') out += '\0';
  } else {
    put_integer(out, integer_argument(lua, at), option.size, big);
  }
}

int pack(lua_State* lua) {
  Format format(lua, luaL_checkstring(lua, 1));
  std::string& out = LuaSandbox::of(lua).scratch;
  out.clear();
  lua_pushnil(lua);  // what is missing is said to be nil
  int argument = 2;
  for (Format::Option option{}; format.next(out.size(), option);) {
    out.append(option.padding, '\0');
    if (option.kind == 'x') {
      out += '\0';
    } else {
      put_value(lua, out, option, argument++, format.is_big());
    }
  }
  lua_pushlstring(lua, out.data(), out.size());
  return 1;
}

// Pushes the value at the start of `data`; how many bytes it took.
std::size_t push_value(lua_State* lua, const Format::Option& option, std::string_view data,
                       bool big) {
  const std::string_view bytes = data.substr(0, option.size);
  if (option.kind == 's') {
    const std::size_t end = data.find('\0');
    if (end == data.npos) luaL_error(lua, "unfinished string in data");
    lua_pushlstring(lua, data.data(), end);
    return end + 1;
  }
  const std::uint64_t bits = option.kind == 'c' ? 0 : get_integer(bytes, big);
  if (option.kind == 'c') {
    lua_pushlstring(lua, bytes.data(), bytes.size());
  } else if (option.kind == 'f') {
    lua_pushnumber(lua, std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  } else if (option.kind == 'd') {
    lua_pushnumber(lua, std::bit_cast<double>(bits));
  } else if (std::string_view("bhli").contains(option.kind)) {
    lua_pushnumber(lua, static_cast<lua_Number>(with_sign(bits, option.size)));
  } else {
    lua_pushnumber(lua, static_cast<lua_Number>(bits));
  }
  return option.size;
}

// "c0" takes its length from the value before it, which it replaces.
std::size_t size_on_stack(lua_State* lua, int values) {
  if (values == 0 || lua_isnumber(lua, -1) == 0) {
    luaL_error(lua, "format 'c0' needs a previous size");
  }
  const lua_Number size = lua_tonumber(lua, -1);
  lua_pop(lua, 1);
  return size < 0 ? SIZE_MAX : static_cast<std::size_t>(size);
}

int unpack(lua_State* lua) {
  Format format(lua, luaL_checkstring(lua, 1));
  std::size_t length = 0;
  const char* const data = luaL_checklstring(lua, 2, &length);
  // As in Redis: what is negative is only too far away.
  const auto from = static_cast<std::size_t>(luaL_optinteger(lua, 3, 1));
  luaL_argcheck(lua, from > 0, 3, "offset must be 1 or greater");
  std::size_t at = from - 1;
  int values = 0;
  const auto require = [&](std::size_t size) {
    luaL_argcheck(lua, size <= length && at <= length - size, 2, "data string too short");
  };
  for (Format::Option option{}; format.next(at, option);) {
    at += option.padding;
    require(option.size);
    luaL_checkstack(lua, 2, "too many results");
    if (option.kind != 'x') {
      if (option.kind == 'c' && option.size == 0) {
        option.size = size_on_stack(lua, values--);
        require(option.size);
      }
      charge(lua, option.size / 16);
      option.size = push_value(lua, option, {data + at, length - at}, format.is_big());
      ++values;
    }
    at += option.size;
  }
  lua_pushinteger(lua, static_cast<lua_Integer>(at + 1));
  return values + 1;
}

int size(lua_State* lua) {
  Format format(lua, luaL_checkstring(lua, 1), Format::UnknownLetters::are_skipped);
  std::size_t at = 0;
  for (Format::Option option{}; format.next(at, option);) {
    luaL_argcheck(lua, option.kind != 's', 1, "option 's' has no fixed size");
    luaL_argcheck(lua, option.kind != 'c' || option.size > 0, 1, "option 'c0' has no fixed size");
    at += option.padding + option.size;
  }
  lua_pushinteger(lua, static_cast<lua_Integer>(at));
  return 1;
}

constexpr std::array functions = {
    luaL_Reg{"pack", pack},
    luaL_Reg{"size", size},
    luaL_Reg{"unpack", unpack},
};

}  // namespace

void add_struct(lua_State* lua) {
  lua_newtable(lua);
  for (const auto& [name, function] : functions) {
    lua_pushcfunction(lua, function);
    lua_setfield(lua, -2, name);
  }
  lua_setfield(lua, -2, "struct");
}

}  // namespace rollcall::sim::redis
