// Commands that take the least or the greatest elements out of sorted sets, and those that wait for
// some.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/sorted_set_result.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

enum class End { min, max };

struct Found {
  std::string_view key;
  SortedSet* set;
};

// The first of the keys that is there; nothing after WRONGTYPE has been replied.
std::optional<Found> first_present(Call& call, Arguments keys) {
  for (const std::string_view key : call.keys_to_try(keys)) {
    const auto set = call.find<SortedSet>(key);
    if (!set) return std::nullopt;
    if (*set != nullptr) return Found{key, *set};
  }
  return Found{{}, nullptr};
}

// Replies `count` elements, without the head of an array, and removes them.
void take(Call& call, const Found& from, End end, std::size_t count, Scores scores) {
  SortedSet& set = *from.set;
  const RankRange range =
      end == End::min ? RankRange{0, count} : RankRange{set.size() - count, set.size()};
  append_elements(call, set, range, {.descending = end == End::max, .scores = scores});
  set.erase(range);
  call.drop_if_empty(from.key, set);
  call.changed_in_place(from.key, count);
}

std::string_view pop_name(End end) { return end == End::min ? "ZPOPMIN" : "ZPOPMAX"; }

void pop(Call& call, End end) {
  if (call.args.size() > 3) return call.syntax_error();
  std::int64_t count = 1;
  if (call.args.size() == 3) {
    const auto wanted = call.integer_at_least(0, 2, "ERR value is out of range, must be positive");
    if (!wanted) return;
    count = *wanted;
  }
  const auto found = first_present(call, call.args.subspan(1, 1));
  if (!found) return;
  if (found->set == nullptr || count == 0) return call.reply.array(0);
  const std::size_t taken = std::min(static_cast<std::size_t>(count), found->set->size());
  // One that was not counted is a pair by itself.
  const bool counted = call.args.size() == 3;
  counted ? begin_elements(call, taken, Scores::pairs) : call.reply.array(2);
  take(call, *found, end, taken, counted ? Scores::pairs : Scores::flat);
}

void zpopmin(Call& call) { pop(call, End::min); }
void zpopmax(Call& call) { pop(call, End::max); }

struct ManyKeys {
  Arguments keys;
  End end;
  std::size_t count;
};

// From args[at] on: numkeys key [key ...] MIN|MAX [COUNT count].
std::optional<ManyKeys> parse_many_keys(Call& call, std::size_t at) {
  const auto keys = call.integer_at_least(1, at, "ERR numkeys should be greater than 0");
  if (!keys) return std::nullopt;
  const Arguments rest = call.args.subspan(at + 1);
  const auto end_at = static_cast<std::size_t>(*keys);
  const auto syntax_error = [&] {
    call.syntax_error();
    return std::nullopt;
  };
  if (end_at >= rest.size()) return syntax_error();
  const bool from_max = equals_ignoring_case(rest[end_at], "MAX");
  if (!from_max && !equals_ignoring_case(rest[end_at], "MIN")) return syntax_error();
  ManyKeys request{rest.first(end_at), from_max ? End::max : End::min, 1};
  if (rest.size() == end_at + 1) return request;
  const bool counted = equals_ignoring_case(rest[end_at + 1], "COUNT") && rest.size() > end_at + 2;
  if (!counted) return syntax_error();
  const auto count =
      call.integer_at_least(1, at + end_at + 3, "ERR count should be greater than 0");
  if (!count) return std::nullopt;
  if (rest.size() > end_at + 3) return syntax_error();
  request.count = static_cast<std::size_t>(*count);
  return request;
}

void take_many(Call& call, const Found& found, const ManyKeys& request) {
  const std::size_t count = std::min(request.count, found.set->size());
  call.reply.array(2);
  call.reply.bulk(found.key);
  call.reply.array(count);
  call.propagate_as({pop_name(request.end), found.key, std::to_string(count)});
  take(call, found, request.end, count, Scores::arrays);
}

void zmpop(Call& call) {
  const auto request = parse_many_keys(call, 1);
  if (!request) return;
  const auto found = first_present(call, request->keys);
  if (!found) return;
  if (found->set == nullptr) return call.reply.null_array();
  take_many(call, *found, *request);
}

void wait_for(Call& call, Arguments keys, UnixMs deadline) {
  if (!call.wait_for_a<SortedSet>(keys, deadline)) call.reply.null_array();
}

void bzmpop(Call& call) {
  const auto request = parse_many_keys(call, 2);
  if (!request) return;
  const auto deadline = call.timeout_argument(1);
  if (!deadline) return;
  const auto found = first_present(call, request->keys);
  if (!found) return;
  if (found->set == nullptr) return wait_for(call, request->keys, *deadline);
  take_many(call, *found, *request);
}

void pop_or_wait(Call& call, End end) {
  const std::size_t last = call.args.size() - 1;
  const auto deadline = call.timeout_argument(last);
  if (!deadline) return;
  const Arguments keys = call.args.subspan(1, last - 1);
  const auto found = first_present(call, keys);
  if (!found) return;
  if (found->set == nullptr) return wait_for(call, keys, *deadline);
  call.reply.array(3);
  call.reply.bulk(found->key);
  call.propagate_as({pop_name(end), found->key});
  take(call, *found, end, 1, Scores::flat);
}

void bzpopmin(Call& call) { pop_or_wait(call, End::min); }
void bzpopmax(Call& call) { pop_or_wait(call, End::max); }

constexpr Flags pops = Flag::write | Flag::fast;
constexpr Flags waits = pops | Flag::no_script | Flag::blocking;
constexpr KeyPositions all_but_timeout{.first = 1, .last = -2, .step = 1};
constexpr KeyPositions counted_after_timeout{.numkeys = 2};

constexpr std::array family_commands = {
    Command{"ZPOPMIN", -2, pops, one_key, zpopmin},
    Command{"ZPOPMAX", -2, pops, one_key, zpopmax},
    Command{"ZMPOP", -4, Flag::write, numkeys_first, zmpop},
    Command{"BZPOPMIN", -3, waits, all_but_timeout, bzpopmin},
    Command{"BZPOPMAX", -3, waits, all_but_timeout, bzpopmax},
    Command{"BZMPOP", -5, Flag::write | Flag::blocking, counted_after_timeout, bzmpop},
};

}  // namespace

std::span<const Command> sorted_set_pop_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
