#include "scenarios/input_error.h"

#include <fmt/format.h>

#include "engine/check.h"

namespace rollcall::scenarios {
namespace {

/// Control characters would break the line, or a terminal.
std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      result += fmt::format("\\x{:02x}", byte);
    } else {
      result += c;
    }
  }
  return result;
}

}  // namespace

std::string to_string(const InputError& error) {
  std::string text = printable(error.file);
  if (error.line != 0) text += fmt::format(":{}:{}", error.line, error.column);
  text += ": " + printable(error.what);
  if (!error.right.empty()) text += ": " + printable(error.right);
  return text;
}

void Problems::add(Position at, std::string what, std::string right) {
  if (first_ && first_->at <= at) return;
  first_ = Problem{at, std::move(what), std::move(right)};
}

InputError Problems::first(std::string_view file) const {
  ROLLCALL_CHECK(first_.has_value(), "only a reader that found something reports it");
  return {std::string(file), first_->at.line, first_->at.column, first_->what, first_->right};
}

}  // namespace rollcall::scenarios
