// Sorted sets, member by member.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/numbers.h"
#include "sim/redis/random_picks.h"
#include "sim/redis/scan.h"
#include "sim/redis/sorted_set_result.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

struct AddOptions {
  bool only_new = false;
  bool only_existing = false;
  bool only_greater = false;
  bool only_less = false;
  bool count_changes = false;
  bool increment = false;
};

// Reads the options from args[2] on and returns where the scores begin.
std::size_t parse_add_options(Arguments args, AddOptions& options) {
  struct Option {
    std::string_view name;
    bool AddOptions::* chosen;
  };
  static constexpr std::array known = {
      Option{"NX", &AddOptions::only_new},      Option{"XX", &AddOptions::only_existing},
      Option{"GT", &AddOptions::only_greater},  Option{"LT", &AddOptions::only_less},
      Option{"CH", &AddOptions::count_changes}, Option{"INCR", &AddOptions::increment},
  };
  std::size_t at = 2;
  for (; at < args.size(); ++at) {
    const auto option = std::ranges::find_if(
        known, [&](const Option& one) { return equals_ignoring_case(one.name, args[at]); });
    if (option == known.end()) break;
    options.*option->chosen = true;
  }
  return at;
}

std::optional<std::string_view> conflict(const AddOptions& options, std::size_t words) {
  if (words == 0 || words % 2 != 0) return "ERR syntax error";
  if (options.only_new && options.only_existing) {
    return "ERR XX and NX options at the same time are not compatible";
  }
  if (options.only_new + options.only_greater + options.only_less > 1) {
    return "ERR GT, LT, and/or NX options at the same time are not compatible";
  }
  if (options.increment && words > 2) {
    return "ERR INCR option supports a single increment-element pair";
  }
  return std::nullopt;
}

std::optional<std::vector<double>> parse_scores(Call& call, std::size_t at) {
  std::vector<double> scores;
  for (; at < call.args.size(); at += 2) {
    const auto score = parse_double(call.args[at]);
    if (!score) {
      call.reply.error("ERR value is not a valid float");
      return std::nullopt;
    }
    scores.push_back(*score);
  }
  return scores;
}

// The score that the member is to have; nothing where the options forbid it.
std::optional<double> new_score(const AddOptions& options, std::optional<double> held,
                                double given) {
  if (!held) return options.only_existing ? std::nullopt : std::optional(given);
  if (options.only_new) return std::nullopt;
  const double score = options.increment ? *held + given : given;
  if (options.only_less && score >= *held) return std::nullopt;
  if (options.only_greater && score <= *held) return std::nullopt;
  return score;
}

void add(Call& call, AddOptions options) {
  const std::size_t start = parse_add_options(call.args, options);
  if (const auto error = conflict(options, call.args.size() - start)) {
    return call.reply.error(*error);
  }
  const auto scores = parse_scores(call, start);
  if (!scores) return;
  const std::string_view key = call.args[1];
  const auto found = call.find<SortedSet>(key);
  if (!found) return;
  SortedSet* set = *found;
  if (set == nullptr && !options.only_existing) set = call.find_or_create<SortedSet>(key);

  std::uint64_t added = 0;
  std::uint64_t updated = 0;
  std::optional<double> result;
  for (std::size_t i = 0; set != nullptr && i < scores->size(); ++i) {
    const std::string_view member = call.args[start + 2 * i + 1];
    const auto held = set->score_of(member);
    result = new_score(options, held, (*scores)[i]);
    if (!result) continue;
    if (std::isnan(*result)) return call.reply.error("ERR resulting score is not a number (NaN)");
    if (held == result) continue;
    set_score(*set, member, *result, call.instance.config);
    ++(held ? updated : added);
  }
  if (*found == nullptr && added > 0) {
    call.modified(key, added + updated);
  } else if (added + updated > 0) {
    call.changed_in_place(key, added + updated);
  }
  if (!options.increment) {
    return call.reply.integer(
        static_cast<std::int64_t>(options.count_changes ? added + updated : added));
  }
  return result ? call.reply.real(*result) : call.reply.null();
}

void zadd(Call& call) { add(call, {}); }
void zincrby(Call& call) { add(call, {.increment = true}); }

void zrem(Call& call) {
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  std::uint64_t removed = 0;
  if (*set != nullptr) {
    for (const std::string_view member : call.args.subspan(2)) {
      if ((*set)->erase(member)) ++removed;
    }
    call.drop_if_empty(call.args[1], **set);
  }
  if (removed > 0) call.changed_in_place(call.args[1], removed);
  call.reply.integer(static_cast<std::int64_t>(removed));
}

void zcard(Call& call) {
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  call.reply.integer(*set == nullptr ? 0 : static_cast<std::int64_t>((*set)->size()));
}

void reply_score(Call& call, const SortedSet* set, std::string_view member) {
  const auto score = set == nullptr ? std::nullopt : set->score_of(member);
  if (score) {
    call.reply.real(*score);
  } else {
    call.reply.null();
  }
}

void zscore(Call& call) {
  if (const auto set = call.find<SortedSet>(call.args[1])) reply_score(call, *set, call.args[2]);
}

void zmscore(Call& call) {
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  call.reply.array(call.args.size() - 2);
  for (const std::string_view member : call.args.subspan(2)) reply_score(call, *set, member);
}

void rank(Call& call, bool descending) {
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  const auto rank = *set == nullptr ? std::nullopt : (*set)->rank_of(call.args[2]);
  if (!rank) return call.reply.null();
  call.reply.integer(static_cast<std::int64_t>(descending ? (*set)->size() - 1 - *rank : *rank));
}

void zrank(Call& call) { rank(call, false); }
void zrevrank(Call& call) { rank(call, true); }

struct PickOptions {
  std::int64_t count;
  Scores scores;
};

std::optional<PickOptions> parse_pick_options(Call& call) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const auto count = call.integer_argument(2);
  if (!count) return std::nullopt;
  const bool with_scores =
      call.args.size() == 4 && equals_ignoring_case(call.args[3], "WITHSCORES");
  if (*count < -most) {
    call.reply.error("ERR value is out of range, value must between " + std::to_string(-most) +
                     " and " + std::to_string(most));
  } else if (call.args.size() > 3 && !with_scores) {
    call.syntax_error();
  } else if (with_scores && (*count < -most / 2 || *count > most / 2)) {
    call.reply.error("ERR value is out of range");
  } else {
    return PickOptions{*count, with_scores ? Scores::pairs : Scores::none};
  }
  return std::nullopt;
}

std::size_t longest_member(const SortedSet& set) {
  std::size_t longest = 0;
  set.for_each(set.all(), [&](const SortedSet::Element& element) {
    longest = std::max(longest, element.member.size());
  });
  return longest;
}

// Redis picks at random. Here how many commands have run decides where the picks begin; from there
// they are spread evenly, so that up to the set's size they differ.
void zrandmember(Call& call) {
  const bool many = call.args.size() > 2;
  const auto options = many ? parse_pick_options(call) : PickOptions{1, Scores::none};
  if (!options) return;
  const auto found = call.find<SortedSet>(call.args[1]);
  if (!found) return;
  if (*found == nullptr) return many ? call.reply.array(0) : call.reply.null();
  const SortedSet& set = **found;
  const std::size_t start = call.instance.commands_run % set.size();
  if (!many) return call.reply.bulk(set.at(start).member);
  const bool distinct = options->count >= 0;
  std::size_t count = static_cast<std::size_t>(distinct ? options->count : -options->count);
  if (distinct) {
    count = std::min(count, set.size());
  } else if (!picks_fit(call, options->count, longest_member(set))) {
    return;
  }
  begin_elements(call, count, options->scores);
  const std::size_t stride = std::max<std::size_t>(set.size() / std::max<std::size_t>(count, 1), 1);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t rank = (start + i * stride) % set.size();
    append_elements(call, set, {rank, rank + 1}, {.scores = options->scores});
  }
}

// As the compact form holds it: a whole number has no exponent unless it is huge.
void reply_scanned_score(Call& call, const SortedSet& set, double score) {
  constexpr double most = static_cast<double>(std::numeric_limits<std::int64_t>::max()) / 2;
  const bool is_integer = set.is_compact() && std::abs(score) <= most && std::trunc(score) == score;
  if (is_integer) return call.reply.bulk_integer(static_cast<std::int64_t>(score));
  call.reply.bulk_double(score);
}

// A compact set is scanned at once and in order, whatever the cursor and the count are.
void zscan(Call& call) {
  const auto cursor = cursor_argument(call, 2);
  if (!cursor) return;
  const auto found = call.find<SortedSet>(call.args[1]);
  if (!found) return;
  const auto options = *found == nullptr ? ScanOptions{} : parse_scan_options(call, 3, false);
  if (!options) return;
  std::vector<SortedSet::Element> elements;
  const auto keep = [&](const SortedSet::Element& element) {
    if (glob_chooses(options->pattern, element.member)) elements.push_back(element);
  };
  std::uint64_t next = 0;
  if (*found != nullptr && (*found)->is_compact()) {
    (*found)->for_each((*found)->all(), keep);
  } else if (*found != nullptr) {
    next = (*found)->scan(*cursor, static_cast<std::size_t>(options->count), keep);
  }
  call.reply.array(2);
  call.reply.bulk_integer(static_cast<std::int64_t>(next));
  call.reply.array(2 * elements.size());
  for (const SortedSet::Element& element : elements) {
    call.reply.bulk(element.member);
    reply_scanned_score(call, **found, element.score);
  }
}

constexpr Flags adds = Flag::write | Flag::deny_oom | Flag::fast;
constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"ZADD", -4, adds, one_key, zadd},
    Command{"ZINCRBY", 4, adds, one_key, zincrby},
    Command{"ZREM", -3, Flag::write | Flag::fast, one_key, zrem},
    Command{"ZCARD", 2, reads_fast, one_key, zcard},
    Command{"ZSCORE", 3, reads_fast, one_key, zscore},
    Command{"ZMSCORE", -3, reads_fast, one_key, zmscore},
    Command{"ZRANK", 3, reads_fast, one_key, zrank},
    Command{"ZREVRANK", 3, reads_fast, one_key, zrevrank},
    Command{"ZRANDMEMBER", -2, Flag::readonly, one_key, zrandmember},
    Command{"ZSCAN", -3, Flag::readonly, one_key, zscan},
};

}  // namespace

std::span<const Command> sorted_set_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
