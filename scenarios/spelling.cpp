#include "scenarios/spelling.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace rollcall::scenarios {
namespace {

/// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::optional<std::string_view> nearest(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  constexpr std::size_t longest = 64;  // nobody mistypes more, and noise must not cost time
  if (word.size() > longest) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t fewest = word.size() / 3 + 2;
  for (const std::string_view candidate : candidates) {
    const bool begun = word.size() > 2 && candidate.starts_with(word);
    const std::size_t edits = begun ? 1 : distance(word, candidate);
    if (edits >= fewest || edits >= candidate.size()) continue;
    fewest = edits;
    best = candidate;
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string_view> allowed) {
  const std::optional<std::string_view> guess = nearest(word, allowed);
  if (!guess) return fmt::format("allowed: {}", fmt::join(allowed, ", "));
  return fmt::format("did you mean \"{}\"? (allowed: {})", *guess, fmt::join(allowed, ", "));
}

}  // namespace rollcall::scenarios
