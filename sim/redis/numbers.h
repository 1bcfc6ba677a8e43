// Numbers as Redis writes and reads them. Integers are strict decimal: no sign but '-', no leading
// zeros or blanks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

// The integer that `text` spells in its only canonical form; nothing for "", "+1", "01", "-0", " 1"
// or anything outside 64 bits.
[[nodiscard]] std::optional<std::int64_t> parse_integer(std::string_view text);

// The number that all of `text` spells for C's strtod, infinities included; nothing for "", blanks
// in front, NaN, or what is out of range.
[[nodiscard]] std::optional<double> parse_double(std::string_view text);

// The same for strtold, of at most 255 bytes, as INCRBYFLOAT reads numbers.
[[nodiscard]] std::optional<long double> parse_long_double(std::string_view text);

// The sum, or nothing when it does not fit.
[[nodiscard]] std::optional<std::int64_t> add_checked(std::int64_t a, std::int64_t b);

void append_integer(std::string& out, std::int64_t number);

// The same digits as printf's "%.17g".
void append_double(std::string& out, double number);

// As INCRBYFLOAT prints: 17 decimals, less the zeros at their end.
void append_long_double(std::string& out, long double number);

}  // namespace rollcall::sim::redis
