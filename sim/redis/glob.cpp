#include "sim/redis/glob.h"

#include <cstddef>
#include <utility>

namespace rollcall::sim::redis {
namespace {

struct SetMatch {
  bool matched;
  std::size_t length;  // of the pattern's part that was read
};

// `pattern` starts behind the '['. An unterminated set ends with the pattern, as in Redis.
SetMatch match_set(std::string_view pattern, char wanted) {
  std::size_t at = 0;
  const bool negated = pattern.starts_with('^');
  if (negated) ++at;
  bool matched = false;
  const auto byte = [](char c) { return static_cast<unsigned char>(c); };
  while (at < pattern.size() && pattern[at] != ']') {
    if (pattern[at] == '\\' && at + 1 < pattern.size()) {
      ++at;
      matched |= pattern[at] == wanted;
    } else if (at + 2 < pattern.size() && pattern[at + 1] == '-') {
      auto [low, high] = std::pair(byte(pattern[at]), byte(pattern[at + 2]));
      if (low > high) std::swap(low, high);
      matched |= low <= byte(wanted) && byte(wanted) <= high;
      at += 2;
    } else {
      matched |= pattern[at] == wanted;
    }
    ++at;
  }
  if (at < pattern.size()) ++at;
  return {matched != negated, at};
}

// How much of the pattern's head one character of the text uses up; 0 when it does not match.
std::size_t match_one(std::string_view pattern, char wanted) {
  switch (pattern.front()) {
    case '?':
      return 1;
    case '[': {
      const SetMatch set = match_set(pattern.substr(1), wanted);
      return set.matched ? set.length + 1 : 0;
    }
    case '\\':
      if (pattern.size() >= 2) return pattern[1] == wanted ? 2 : 0;
      [[fallthrough]];
    default:
      return pattern.front() == wanted ? 1 : 0;
  }
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view text) {
  if (text.empty()) return pattern.empty();
  std::size_t in_pattern = 0;
  std::size_t in_text = 0;
  std::size_t after_star = std::string_view::npos;  // where to resume when a later part fails
  std::size_t star_text = 0;
  while (in_text < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      after_star = ++in_pattern;
      star_text = in_text;
      continue;
    }
    const std::size_t used =
        in_pattern < pattern.size() ? match_one(pattern.substr(in_pattern), text[in_text]) : 0;
    if (used > 0) {
      in_pattern += used;
      ++in_text;
    } else if (after_star != std::string_view::npos) {
      in_pattern = after_star;
      in_text = ++star_text;
    } else {
      return false;
    }
  }
  while (in_pattern < pattern.size() && pattern[in_pattern] == '*') ++in_pattern;
  return in_pattern == pattern.size();
}

bool glob_chooses(std::string_view pattern, std::string_view text) {
  return pattern == "*" || glob_matches(pattern, text);
}

}  // namespace rollcall::sim::redis
