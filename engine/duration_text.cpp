#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "engine/check.h"
#include "engine/knob.h"

namespace rollcall {
namespace {

struct TimeUnit {
  std::string_view suffix;
  std::int64_t nanoseconds;
};
/// Largest first. "s" is the suffix of others too, so parsing looks for the whole rest after the
/// number.
constexpr std::array<TimeUnit, 5> time_units = {{
    {"min", 60'000'000'000},
    {"s", 1'000'000'000},
    {"ms", 1'000'000},
    {"us", 1'000},
    {"ns", 1},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::unexpected<std::string> not_a_duration(std::string_view text) {
  return std::unexpected(fmt::format(
      R"("{}" is not a duration: write a number and ns, us, ms, s or min, such as "13.2ms")",
      text));
}

/// Takes the digits at the front of `rest`. Nullopt: more than 64 bits can hold.
std::optional<std::int64_t> take_number(std::string_view& rest) {
  std::int64_t number = 0;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
    if (__builtin_mul_overflow(number, 10, &number)) return std::nullopt;
    if (__builtin_add_overflow(number, rest.front() - '0', &number)) return std::nullopt;
  }
  return number;
}

/// The nanoseconds in ".25" of a unit, taken from the front of `rest`. Nullopt: not a whole number
/// of them.
std::optional<std::int64_t> take_fraction(std::string_view& rest, std::int64_t unit) {
  if (!rest.starts_with('.')) return 0;
  rest.remove_prefix(1);
  std::int64_t total = 0;
  std::int64_t place = unit;
  for (; !rest.empty() && is_digit(rest.front()); rest.remove_prefix(1)) {
    const std::int64_t digit = rest.front() - '0';
    if (digit != 0 && place % 10 != 0) return std::nullopt;
    place /= 10;
    total += digit * place;
  }
  return total;
}

/// Digits, and perhaps a point between digits.
bool is_decimal(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  if (whole.empty() || !std::ranges::all_of(whole, is_digit)) return false;
  if (point == text.size()) return true;
  const std::string_view decimals = text.substr(point + 1);
  return !decimals.empty() && std::ranges::all_of(decimals, is_digit);
}

/// Null: the text is not a decimal with a unit.
const TimeUnit* unit_of(std::string_view text) {
  const std::size_t start = std::min(text.find_first_not_of("0123456789."), text.size());
  if (!is_decimal(text.substr(0, start))) return nullptr;
  for (const TimeUnit& unit : time_units) {
    if (text.substr(start) == unit.suffix) return &unit;
  }
  return nullptr;
}

}  // namespace

std::string format_duration(Duration value) {
  const std::int64_t total = value.count();
  ROLLCALL_CHECK(total >= 0, "a duration is never negative");
  if (total == 0) return "0s";
  for (const TimeUnit& unit : time_units) {
    const std::int64_t whole = total / unit.nanoseconds;
    std::int64_t rest = total % unit.nanoseconds;
    if (whole == 0 || (unit.suffix == "min" && rest != 0)) continue;
    std::string text = fmt::format("{}", whole);
    if (rest != 0) text += '.';
    for (std::int64_t place = unit.nanoseconds / 10; rest != 0; rest %= place, place /= 10) {
      text += static_cast<char>('0' + rest / place);
    }
    return text.append(unit.suffix);
  }
  return {};
}

std::expected<Duration, std::string> parse_duration(std::string_view text) {
  const TimeUnit* unit = unit_of(text);
  if (unit == nullptr) return not_a_duration(text);
  std::string_view rest = text;
  const std::optional<std::int64_t> whole = take_number(rest);
  const std::optional<std::int64_t> fraction = take_fraction(rest, unit->nanoseconds);
  if (!fraction) {
    return std::unexpected(fmt::format("\"{}\" is not a whole number of nanoseconds", text));
  }
  std::int64_t total = 0;
  if (!whole || __builtin_mul_overflow(*whole, unit->nanoseconds, &total) ||
      __builtin_add_overflow(total, *fraction, &total)) {
    return std::unexpected(fmt::format("\"{}\" is too long: at most 292 years", text));
  }
  return Duration(total);
}

}  // namespace rollcall
