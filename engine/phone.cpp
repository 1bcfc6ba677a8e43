#include <algorithm>

#include "engine/engine.h"

namespace rollcall {
namespace {

constexpr std::size_t digits_min = 8;
constexpr std::size_t digits_max = 15;

bool is_separator(char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::expected<std::string, std::string> normalise_phone(std::string_view typed) {
  std::string phone;
  std::ranges::copy_if(typed, std::back_inserter(phone), [](char c) { return !is_separator(c); });
  if (phone.starts_with("00")) phone.replace(0, 2, "+");

  const std::string_view digits = std::string_view(phone).substr(phone.starts_with('+') ? 1 : 0);
  const bool valid = phone.starts_with('+') && digits.size() >= digits_min &&
                     digits.size() <= digits_max && digits.front() != '0' &&
                     std::ranges::all_of(digits, is_digit);
  if (!valid) {
    return std::unexpected(
        "not a phone number: write \"+\", the country code and the number, 8 to 15 digits in all, "
        "such as \"+49 30 901820\"");
  }
  return phone;
}

}  // namespace rollcall
