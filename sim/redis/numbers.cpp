#include "sim/redis/numbers.h"

#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace rollcall::sim::redis {

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || digits.front() < '0' || digits.front() > '9') return std::nullopt;
  if (digits.front() == '0' && text != "0") return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return number;
}

namespace {

template <class Number>
std::optional<Number> parse_floating(std::string_view text,
                                     Number (*convert)(const char*, char**)) {
  const std::string terminated(text);
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    return std::nullopt;
  }
  char* stopped = nullptr;
  errno = 0;
  const Number number = convert(terminated.c_str(), &stopped);
  const bool spelled = stopped == terminated.c_str() + text.size();
  const bool too_large = errno == ERANGE && (std::isinf(number) || number == 0);
  if (!spelled || too_large || std::isnan(number)) return std::nullopt;
  return number;
}

}  // namespace

std::optional<double> parse_double(std::string_view text) {
  return parse_floating<double>(text, std::strtod);
}

std::optional<long double> parse_long_double(std::string_view text) {
  constexpr std::size_t buffer = 5 * 1024;  // Redis's, with a zero at the end
  if (text.size() >= buffer) return std::nullopt;
  return parse_floating<long double>(text, std::strtold);
}

std::optional<std::int64_t> add_checked(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return std::nullopt;
  return sum;
}

void append_integer(std::string& out, std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
  out.append(digits, end);
}

void append_double(std::string& out, double number) {
  char digits[40];
  const auto end =
      std::to_chars(std::begin(digits), std::end(digits), number, std::chars_format::general, 17)
          .ptr;
  out.append(digits, end);
}

void append_long_double(std::string& out, long double number) {
  char digits[5120];  // the largest has 4932 digits before the point
  const char* const end =
      std::to_chars(std::begin(digits), std::end(digits), number, std::chars_format::fixed, 17).ptr;
  std::string_view shown(digits, static_cast<std::size_t>(end - digits));
  shown = shown.substr(0, shown.find_last_not_of('0') + 1);
  if (shown.ends_with('.')) shown.remove_suffix(1);
  out += shown == "-0" ? "0" : shown;
}

}  // namespace rollcall::sim::redis
