#include "sim/redis/inline_request.h"

#include <cstddef>

namespace rollcall::sim::redis {
namespace {

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char unescaped(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'a':
      return '\a';
    default:
      return c;
  }
}

// Reads one quoted part whose opening quote is `line[at]`, and leaves `at` behind the closing one.
bool read_quoted(std::string_view line, std::size_t& at, std::string& word) {
  const char quote = line[at];
  for (++at; at < line.size(); ++at) {
    const std::string_view rest = line.substr(at);
    if (rest.front() == quote) {
      ++at;
      return at == line.size() || is_blank(line[at]);
    }
    if (quote == '"' && rest.size() >= 4 && rest.starts_with("\\x") && hex_digit(rest[2]) >= 0 &&
        hex_digit(rest[3]) >= 0) {
      word.push_back(static_cast<char>(hex_digit(rest[2]) * 16 + hex_digit(rest[3])));
      at += 3;
    } else if (quote == '"' && rest.size() >= 2 && rest.front() == '\\') {
      word.push_back(unescaped(rest[1]));
      ++at;
    } else if (quote == '\'' && rest.starts_with("\\'")) {
      word.push_back('\'');
      ++at;
    } else {
      word.push_back(rest.front());
    }
  }
  return false;
}

}  // namespace

std::optional<std::vector<std::string>> split_inline_request(std::string_view line) {
  std::vector<std::string> words;
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && is_blank(line[at])) ++at;
    if (at == line.size()) return words;
    std::string& word = words.emplace_back();
    while (at < line.size() && !is_blank(line[at])) {
      if (line[at] == '"' || line[at] == '\'') {
        if (!read_quoted(line, at, word)) return std::nullopt;
      } else {
        word.push_back(line[at++]);
      }
    }
  }
}

}  // namespace rollcall::sim::redis
