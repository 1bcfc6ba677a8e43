// Unions, intersections and differences of sets.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Sets = std::vector<const Set*>;

// The sets at `keys`, an empty one where nothing is; nothing after WRONGTYPE has been replied.
std::optional<Sets> find_sets(Call& call, Arguments keys) {
  static const Set empty;
  Sets sets;
  for (const std::string_view key : keys) {
    const auto set = call.find<Set>(key);
    if (!set) return std::nullopt;
    sets.push_back(*set == nullptr ? &empty : *set);
  }
  return sets;
}

Set intersection(const Sets& sets) {
  Set result;
  sets[0]->for_each([&](std::string_view member) {
    const auto contains = [&](const Set* set) { return set->contains(member); };
    if (std::ranges::all_of(sets, contains)) result.insert(member);
  });
  return result;
}

Set union_of(const Sets& sets) {
  Set result;
  for (const Set* const set : sets) {
    set->for_each([&](std::string_view member) { result.insert(member); });
  }
  return result;
}

// What only the first has.
Set difference(const Sets& sets) {
  Set result;
  sets[0]->for_each([&](std::string_view member) {
    const auto contains = [&](const Set* set) { return set->contains(member); };
    if (std::none_of(sets.begin() + 1, sets.end(), contains)) result.insert(member);
  });
  return result;
}

// How Redis finds a difference: it takes all of the first set, then removes the others' members,
// where that is less work than asking the others for each member.
bool removes_members(const Sets& sets) {
  std::size_t asked = 0;
  std::size_t removed = 0;
  for (const Set* const set : sets) {
    if (!set->empty()) asked += sets[0]->size();
    removed += set->size();
  }
  return asked / 2 > removed;
}

using Operation = Set (*)(const Sets&);

void reply_result(Call& call, Operation operation) {
  const auto sets = find_sets(call, call.args.subspan(1));
  if (!sets) return;
  Set result = operation(*sets);
  settle_encoding(result, call.instance.config);
  call.reply.set(result.size());
  for (const std::string& member : listed_members(result)) call.reply.bulk(member);
}

void sinter(Call& call) { reply_result(call, intersection); }
void sunion(Call& call) { reply_result(call, union_of); }
void sdiff(Call& call) { reply_result(call, difference); }

// Replaces whatever is at the first key; an empty result deletes it.
void store_result(Call& call, Operation operation) {
  const std::string_view key = call.args[1];
  const auto sets = find_sets(call, call.args.subspan(2));
  if (!sets) return;
  auto result = std::make_unique<Set>(operation(*sets));
  settle_encoding(*result, call.instance.config);
  if (operation == difference && removes_members(*sets)) {
    Set whole = *(*sets)[0];
    settle_encoding(whole, call.instance.config);
    result->set_flag(whole.flag());
  }
  const auto size = static_cast<std::int64_t>(result->size());
  if (size > 0) {
    static_cast<void>(call.find_entry(key));
    call.put(call.session.database, key, std::move(result), no_expiry);
    call.modified(key);
  } else if (call.database().erase(key)) {
    call.modified(key);
  }
  call.reply.integer(size);
}

void sinterstore(Call& call) { store_result(call, intersection); }
void sunionstore(Call& call) { store_result(call, union_of); }
void sdiffstore(Call& call) { store_result(call, difference); }

// The LIMIT from args[at] on, 0 without one; nothing after an error reply.
std::optional<std::int64_t> parse_limit(Call& call, std::size_t at) {
  std::optional<std::int64_t> limit = 0;
  for (; at < call.args.size() && limit; at += 2) {
    if (at + 1 == call.args.size() || !equals_ignoring_case(call.args[at], "LIMIT")) {
      call.syntax_error();
      return std::nullopt;
    }
    limit = call.integer_at_least(0, at + 1, "ERR LIMIT can't be negative");
  }
  return limit;
}

void sintercard(Call& call) {
  const auto count = call.integer_at_least(1, 1, "ERR numkeys should be greater than 0");
  if (!count) return;
  if (static_cast<std::uint64_t>(*count) > call.args.size() - 2) {
    return call.reply.error("ERR Number of keys can't be greater than number of args");
  }
  const auto keys = static_cast<std::size_t>(*count);
  const auto limit = parse_limit(call, 2 + keys);
  if (!limit) return;
  const auto sets = find_sets(call, call.args.subspan(2, keys));
  if (!sets) return;
  const auto size = static_cast<std::int64_t>(intersection(*sets).size());
  call.reply.integer(*limit == 0 ? size : std::min(size, *limit));
}

constexpr Flags stores = Flag::write | Flag::deny_oom;

constexpr std::array family_commands = {
    Command{"SINTER", -2, Flag::readonly, all_keys, sinter},
    Command{"SUNION", -2, Flag::readonly, all_keys, sunion},
    Command{"SDIFF", -2, Flag::readonly, all_keys, sdiff},
    Command{"SINTERSTORE", -3, stores, all_keys, sinterstore},
    Command{"SUNIONSTORE", -3, stores, all_keys, sunionstore},
    Command{"SDIFFSTORE", -3, stores, all_keys, sdiffstore},
    Command{"SINTERCARD", -3, Flag::readonly, numkeys_first, sintercard},
};

}  // namespace

std::span<const Command> set_algebra_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
