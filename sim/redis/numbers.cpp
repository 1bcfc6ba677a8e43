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

std::optional<double> parse_double(std::string_view text) {
  const std::string terminated(text);
  if (text.empty() || std::isspace(static_cast<unsigned char>(text.front())) != 0) {
    return std::nullopt;
  }
  char* stopped = nullptr;
  errno = 0;
  const double number = std::strtod(terminated.c_str(), &stopped);
  const bool spelled = stopped == terminated.c_str() + text.size();
  const bool too_large = errno == ERANGE && (std::isinf(number) || number == 0);
  if (!spelled || too_large || std::isnan(number)) return std::nullopt;
  return number;
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

}  // namespace rollcall::sim::redis
