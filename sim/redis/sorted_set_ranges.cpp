// Commands on ranges of sorted sets.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/sorted_set_bounds.h"
#include "sim/redis/sorted_set_result.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// What a command's name says already, its options may not say again.
struct RangeRequest {
  std::optional<RangeBy> by = std::nullopt;
  std::optional<bool> descending = std::nullopt;
  std::size_t source = 1;  // the argument that names the set; its bounds follow
  Scores scores = Scores::none;
  std::int64_t skipped = 0;
  std::int64_t limit = -1;  // negative: none

  [[nodiscard]] bool stores() const { return source == 2; }
};

bool parse_limit(Call& call, std::size_t at, RangeRequest& request) {
  const auto skipped = call.integer_argument(at);
  if (!skipped) return false;
  const auto limit = call.integer_argument(at + 1);
  if (!limit) return false;
  request.skipped = *skipped;
  request.limit = *limit;
  return true;
}

// False after an error reply.
bool parse_options(Call& call, RangeRequest& request) {
  for (std::size_t at = request.source + 3; at < call.args.size(); ++at) {
    const std::string_view option = call.args[at];
    if (!request.stores() && equals_ignoring_case(option, "WITHSCORES")) {
      request.scores = Scores::pairs;
    } else if (equals_ignoring_case(option, "LIMIT") && at + 2 < call.args.size()) {
      if (!parse_limit(call, at + 1, request)) return false;
      at += 2;
    } else if (!request.descending && equals_ignoring_case(option, "REV")) {
      request.descending = true;
    } else if (!request.by && equals_ignoring_case(option, "BYLEX")) {
      request.by = RangeBy::bytes;
    } else if (!request.by && equals_ignoring_case(option, "BYSCORE")) {
      request.by = RangeBy::score;
    } else {
      call.syntax_error();
      return false;
    }
  }
  return true;
}

// The part of the range that LIMIT leaves, seen from where the reply begins.
RankRange limited(RankRange range, const RangeRequest& request, bool descending) {
  const auto at_most = [&](std::int64_t count) {
    const auto size = static_cast<std::int64_t>(range.size());
    return static_cast<std::size_t>(count < 0 ? size : std::min(count, size));
  };
  const std::size_t skipped = at_most(request.skipped);
  (descending ? range.last -= skipped : range.first += skipped);
  const std::size_t count = at_most(request.limit);
  (descending ? range.first = range.last - count : range.last = range.first + count);
  return range;
}

void reply_range(Call& call, RangeRequest request) {
  if (!parse_options(call, request)) return;
  const RangeBy by = request.by.value_or(RangeBy::rank);
  const bool descending = request.descending.value_or(false);
  if (by == RangeBy::rank && request.limit != -1) {
    return call.reply.error(
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX");
  }
  if (by == RangeBy::bytes && request.scores != Scores::none) {
    return call.reply.error("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
  }
  BoundArguments at{request.source + 1, request.source + 2};
  if (descending && by != RangeBy::rank) std::swap(at.min, at.max);
  const auto bounds = parse_bounds(call, by, at);
  if (!bounds) return;

  const auto found = call.find<SortedSet>(call.args[request.source]);
  if (!found) return;
  const SortedSet nothing;
  const SortedSet& set = *found == nullptr ? nothing : **found;
  RankRange range = elements_within(set, *bounds, descending);
  if (by != RangeBy::rank) range = limited(range, request, descending);
  if (!request.stores()) {
    return reply_elements(call, set, range, {.descending = descending, .scores = request.scores});
  }
  auto result = std::make_unique<SortedSet>();
  const Config& config = call.instance.config;
  // Only of ranks Redis knows beforehand how many they are.
  if (by == RangeBy::rank) prepare_for(*result, range.size(), config);
  for (const SortedSet::Element& element : elements_in(set, range, descending)) {
    set_score(*result, element.member, element.score, config);
  }
  store_result(call, call.args[1], std::move(result));
}

void zrange(Call& call) { reply_range(call, {}); }
void zrangestore(Call& call) { reply_range(call, {.source = 2}); }
void zrevrange(Call& call) { reply_range(call, {.by = RangeBy::rank, .descending = true}); }
void zrangebyscore(Call& call) { reply_range(call, {.by = RangeBy::score, .descending = false}); }
void zrevrangebyscore(Call& call) { reply_range(call, {.by = RangeBy::score, .descending = true}); }
void zrangebylex(Call& call) { reply_range(call, {.by = RangeBy::bytes, .descending = false}); }
void zrevrangebylex(Call& call) { reply_range(call, {.by = RangeBy::bytes, .descending = true}); }

void count(Call& call, RangeBy by) {
  const auto bounds = parse_bounds(call, by, {2, 3});
  if (!bounds) return;
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  const std::size_t size = *set == nullptr ? 0 : elements_within(**set, *bounds, false).size();
  call.reply.integer(static_cast<std::int64_t>(size));
}

void zcount(Call& call) { count(call, RangeBy::score); }
void zlexcount(Call& call) { count(call, RangeBy::bytes); }

void remove(Call& call, RangeBy by) {
  const auto bounds = parse_bounds(call, by, {2, 3});
  if (!bounds) return;
  const auto set = call.find<SortedSet>(call.args[1]);
  if (!set) return;
  if (*set == nullptr) return call.reply.integer(0);
  const RankRange range = elements_within(**set, *bounds, false);
  (*set)->erase(range);
  call.drop_if_empty(call.args[1], **set);
  if (range.size() > 0) call.changed_in_place(call.args[1], range.size());
  call.reply.integer(static_cast<std::int64_t>(range.size()));
}

void zremrangebyrank(Call& call) { remove(call, RangeBy::rank); }
void zremrangebyscore(Call& call) { remove(call, RangeBy::score); }
void zremrangebylex(Call& call) { remove(call, RangeBy::bytes); }

constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"ZRANGE", -4, Flag::readonly, one_key, zrange},
    Command{"ZREVRANGE", -4, Flag::readonly, one_key, zrevrange},
    Command{"ZRANGEBYSCORE", -4, Flag::readonly, one_key, zrangebyscore},
    Command{"ZREVRANGEBYSCORE", -4, Flag::readonly, one_key, zrevrangebyscore},
    Command{"ZRANGEBYLEX", -4, Flag::readonly, one_key, zrangebylex},
    Command{"ZREVRANGEBYLEX", -4, Flag::readonly, one_key, zrevrangebylex},
    Command{"ZRANGESTORE", -5, Flag::write | Flag::deny_oom, two_keys, zrangestore},
    Command{"ZCOUNT", 4, reads_fast, one_key, zcount},
    Command{"ZLEXCOUNT", 4, reads_fast, one_key, zlexcount},
    Command{"ZREMRANGEBYRANK", 4, Flag::write, one_key, zremrangebyrank},
    Command{"ZREMRANGEBYSCORE", 4, Flag::write, one_key, zremrangebyscore},
    Command{"ZREMRANGEBYLEX", 4, Flag::write, one_key, zremrangebylex},
};

}  // namespace

std::span<const Command> sorted_set_range_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
