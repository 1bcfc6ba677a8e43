#include "scenarios/toml_shape.h"

#include "scenarios/toml_value.h"

namespace rollcall::scenarios {
namespace {

constexpr std::uint32_t line_bytes_most = 4096;
constexpr std::uint32_t dots_most = 16;

/// Follows TOML's strings and comments byte by byte, just closely enough to know what is outside
/// them. Where a text is no TOML it may be wrong, but only behind the place at which parsers stop.
class Lexer {
 public:
  [[nodiscard]] bool outside() const { return quote_ == 0 && !comment_; }

  /// How many bytes at the front of `rest` belong together.
  std::size_t take(std::string_view rest) {
    const char c = rest.front();
    if (c == '\n') {
      comment_ = false;
      if (quotes_ == 1) quote_ = 0;  // such a string ends with its line, and parsing with it
      return 1;
    }
    if (comment_) return 1;
    if (quote_ == 0) return outside_string(rest);
    if (quote_ == '"' && c == '\\' && rest.size() > 1 && rest[1] != '\n') return 2;
    if (c != quote_ || !starts_with_quotes(rest, c, quotes_)) return 1;
    quote_ = 0;
    std::size_t taken = quotes_;
    while (quotes_ == 3 && taken < 5 && rest.size() > taken && rest[taken] == c) ++taken;
    return taken;
  }

 private:
  static bool starts_with_quotes(std::string_view rest, char quote, std::size_t count) {
    return rest.size() >= count && rest.substr(0, count).find_first_not_of(quote) == rest.npos;
  }

  std::size_t outside_string(std::string_view rest) {
    const char c = rest.front();
    comment_ = c == '#';
    if (c != '"' && c != '\'') return 1;
    quotes_ = starts_with_quotes(rest, c, 3) ? 3 : 1;
    quote_ = c;
    return quotes_;
  }

  char quote_ = 0;          // of the string it is in; 0: none
  std::size_t quotes_ = 1;  // that open and close it: 1 or 3
  bool comment_ = false;
};

}  // namespace

std::optional<InputError> misshapen(std::string_view text, std::string_view file) {
  const std::string name(file);
  if (text.size() > toml_bytes_most) {
    return InputError{name, 0, 0, "the file is larger than 4 MiB", "split it into several"};
  }
  Lexer lexer;
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t dots = 0;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '.' && lexer.outside() && ++dots > dots_most) {
      return InputError{name, line, column, "more than 16 dots on one line", "keys nest once"};
    }
    const std::size_t taken = lexer.take(text.substr(at));
    at += taken;
    column += static_cast<std::uint32_t>(taken);
    if (c == '\n') {
      ++line;
      column = 1;
      dots = 0;
    } else if (column > line_bytes_most) {
      return InputError{name, line, column, "the line is longer than 4096 bytes", "break it"};
    }
  }
  return std::nullopt;
}

}  // namespace rollcall::scenarios
