// LCS: the longest common subsequence of two strings.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

struct Options {
  bool only_length = false;
  bool matches = false;
  bool match_lengths = false;
  std::int64_t match_length_least = 0;
};

// A run of bytes that both strings have: from `a` and from `b` on.
struct Match {
  std::size_t a;
  std::size_t b;
  std::size_t length;
};

std::optional<Options> parse(Call& call) {
  Options options;
  for (std::size_t at = 3; at < call.args.size(); ++at) {
    const std::string_view word = call.args[at];
    if (equals_ignoring_case(word, "IDX")) {
      options.matches = true;
    } else if (equals_ignoring_case(word, "LEN")) {
      options.only_length = true;
    } else if (equals_ignoring_case(word, "WITHMATCHLEN")) {
      options.match_lengths = true;
    } else if (equals_ignoring_case(word, "MINMATCHLEN") && at + 1 < call.args.size()) {
      const auto least = call.integer_argument(++at);
      if (!least) return std::nullopt;
      options.match_length_least = *least;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  if (!options.only_length || !options.matches) return options;
  call.reply.error("ERR If you want both the length and indexes, please just use IDX.");
  return std::nullopt;
}

// How long the longest common subsequence of each two prefixes is.
class Lengths {
 public:
  Lengths(std::string_view a, std::string_view b)
      : row_(b.size() + 1), lengths_((a.size() + 1) * row_) {
    for (std::size_t i = 1; i <= a.size(); ++i) {
      for (std::size_t j = 1; j <= b.size(); ++j) {
        lengths_[i * row_ + j] =
            a[i - 1] == b[j - 1] ? of(i - 1, j - 1) + 1 : std::max(of(i - 1, j), of(i, j - 1));
      }
    }
  }
  [[nodiscard]] std::uint32_t of(std::size_t i, std::size_t j) const {
    return lengths_[i * row_ + j];
  }

 private:
  std::size_t row_;
  std::vector<std::uint32_t> lengths_;
};

// From the ends of the strings to their beginnings.
std::vector<Match> matches_of(std::string_view a, std::string_view b, const Lengths& lengths) {
  std::vector<Match> matches;
  bool continues = false;
  for (std::size_t i = a.size(), j = b.size(); i > 0 && j > 0;) {
    if (a[i - 1] == b[j - 1]) {
      --i;
      --j;
      if (continues) {
        matches.back() = {i, j, matches.back().length + 1};
      } else {
        matches.push_back({i, j, 1});
      }
      continues = true;
    } else {
      lengths.of(i - 1, j) > lengths.of(i, j - 1) ? --i : --j;
      continues = false;
    }
  }
  return matches;
}

void reply_range(Call& call, std::size_t first, std::size_t length) {
  call.reply.array(2);
  call.reply.integer(static_cast<std::int64_t>(first));
  call.reply.integer(static_cast<std::int64_t>(first + length - 1));
}

void reply_matches(Call& call, std::vector<Match> matches, const Options& options,
                   std::int64_t length) {
  std::erase_if(matches, [&](const Match& match) {
    return static_cast<std::int64_t>(match.length) < options.match_length_least;
  });
  call.reply.map(2);
  call.reply.bulk("matches");
  call.reply.array(matches.size());
  for (const Match& match : matches) {
    call.reply.array(options.match_lengths ? 3 : 2);
    reply_range(call, match.a, match.length);
    reply_range(call, match.b, match.length);
    if (options.match_lengths) call.reply.integer(static_cast<std::int64_t>(match.length));
  }
  call.reply.bulk("len");
  call.reply.integer(length);
}

// The string at args[at], empty where nothing is; nothing where it is no string.
std::optional<std::string_view> string_argument(Call& call, std::size_t at) {
  Entry* const entry = call.find_entry(call.args[at]);
  if (entry == nullptr) return std::string_view();
  const String* const string = value_as<String>(entry->value);
  return string == nullptr ? std::nullopt : std::optional<std::string_view>(*string);
}

void lcs(Call& call) {
  constexpr std::size_t bytes_max = std::size_t{512} * 1024 * 1024;
  const auto a = string_argument(call, 1);
  const auto b = string_argument(call, 2);
  if (!a || !b) return call.reply.error("ERR The specified keys must contain string values");
  const auto options = parse(call);
  if (!options) return;
  if ((a->size() + 1) * (b->size() + 1) > bytes_max / sizeof(std::uint32_t)) {
    return call.reply.error(
        "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
  }
  const Lengths lengths(*a, *b);
  const std::int64_t length = lengths.of(a->size(), b->size());
  if (options->only_length) return call.reply.integer(length);
  const auto matches = matches_of(*a, *b, lengths);
  if (options->matches) return reply_matches(call, matches, *options, length);
  std::string common;
  for (auto match = matches.rbegin(); match != matches.rend(); ++match) {
    common += a->substr(match->a, match->length);
  }
  call.reply.bulk(common);
}

constexpr std::array family_commands = {
    Command{"LCS", -3, Flag::readonly, two_keys, lcs},
};

}  // namespace

std::span<const Command> subsequence_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
