// Sets.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/random_picks.h"
#include "sim/redis/scan.h"

namespace rollcall::sim::redis {
namespace {

void sadd(Call& call) {
  Set* const set = call.find_or_create<Set>(call.args[1]);
  if (set == nullptr) return;
  std::int64_t added = 0;
  for (const std::string_view member : call.args.subspan(2)) {
    if (!set->insert(member)) continue;
    note_added(*set, member, call.instance.config);
    ++added;
  }
  if (added > 0) call.modified(call.args[1], static_cast<std::uint64_t>(added));
  call.reply.integer(added);
}

void srem(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  std::int64_t removed = 0;
  if (*set != nullptr) {
    for (const std::string_view member : call.args.subspan(2)) {
      if ((*set)->erase(member)) ++removed;
    }
    call.drop_if_empty(call.args[1], **set);
  }
  if (removed > 0) call.modified(call.args[1], static_cast<std::uint64_t>(removed));
  call.reply.integer(removed);
}

void smembers(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  if (*set == nullptr) return call.reply.set(0);
  call.reply.set((*set)->size());
  for (const std::string& member : listed_members(**set)) call.reply.bulk(member);
}

void sismember(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  call.reply.integer(*set != nullptr && (*set)->contains(call.args[2]) ? 1 : 0);
}

void smismember(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  const Arguments members = call.args.subspan(2);
  call.reply.array(members.size());
  for (const std::string_view member : members) {
    call.reply.integer(*set != nullptr && (*set)->contains(member) ? 1 : 0);
  }
}

void scard(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  call.reply.integer(*set == nullptr ? 0 : static_cast<std::int64_t>((*set)->size()));
}

void smove(Call& call) {
  const std::string_view from = call.args[1];
  const std::string_view to = call.args[2];
  const std::string_view member = call.args[3];
  const auto source = call.find<Set>(from);
  if (!source) return;
  if (*source == nullptr) return call.reply.integer(0);  // whatever the target is
  const auto target = call.find<Set>(to);
  if (!target) return;
  const bool there = (*source)->contains(member);
  if (!there || from == to) return call.reply.integer(there ? 1 : 0);
  (*source)->erase(member);
  call.drop_if_empty(from, **source);
  call.modified(from);
  Set& receiver = *call.find_or_create<Set>(to);
  if (receiver.insert(member)) {
    note_added(receiver, member, call.instance.config);
    call.modified(to);
  }
  call.reply.integer(1);
}

// Those members that are picked.
std::vector<std::string> pick_from(const Call& call, const Set& set, std::int64_t count) {
  return set.at(pick(call, set.size(), count));
}

void append_members(Call& call, const std::vector<std::string>& members) {
  for (const std::string& member : members) call.reply.bulk(member);
}

// Removes the members, and lets the append-only file have them one by one.
void take_out(Call& call, Set& set, const std::vector<std::string>& members) {
  for (const std::string& member : members) {
    set.erase(member);
    call.propagate_as({"SREM", call.args[1], member});
  }
  // Where few are left, Redis makes a new set of them.
  if (5 * set.size() <= members.size()) settle_encoding(set, call.instance.config);
  call.drop_if_empty(call.args[1], set);
  call.modified(call.args[1], members.size());
}

void pop_one(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  if (*set == nullptr) return call.reply.null();
  const auto picked = pick_from(call, **set, 1);
  take_out(call, **set, picked);
  call.reply.bulk(picked[0]);
}

void spop(Call& call) {
  if (call.args.size() == 2) return pop_one(call);
  if (call.args.size() > 3) return call.syntax_error();
  const auto count = call.integer_at_least(0, 2, "ERR value is out of range, must be positive");
  if (!count) return;
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  if (*set == nullptr || *count == 0) return call.reply.set(0);
  const auto picked = pick_from(call, **set, *count);
  call.reply.set(picked.size());
  append_members(call, picked);
  if (picked.size() < (*set)->size()) return take_out(call, **set, picked);
  call.database().erase(call.args[1]);
  call.modified(call.args[1], picked.size());
  call.propagate_as({"DEL", call.args[1]});
}

void srandmember(Call& call) {
  if (call.args.size() > 3) return call.syntax_error();
  const bool one = call.args.size() == 2;
  const auto count = one ? 1 : pick_count_argument(call, 2);
  if (!count) return;
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  if (*set == nullptr) return one ? call.reply.null() : call.reply.array(0);
  std::size_t longest = 0;
  (*set)->for_each([&](std::string_view member) { longest = std::max(longest, member.size()); });
  if (!picks_fit(call, *count, longest)) return;
  const auto picked = pick_from(call, **set, *count);
  if (!one) call.reply.array(picked.size());
  append_members(call, picked);
}

void sscan(Call& call) {
  scan_members<Set>(call, [](auto& words, std::string_view member) { words.emplace_back(member); });
}

constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"SADD", -3, Flag::write | Flag::deny_oom | Flag::fast, one_key, sadd},
    Command{"SREM", -3, Flag::write | Flag::fast, one_key, srem},
    Command{"SMEMBERS", 2, Flag::readonly, one_key, smembers},
    Command{"SISMEMBER", 3, reads_fast, one_key, sismember},
    Command{"SMISMEMBER", -3, reads_fast, one_key, smismember},
    Command{"SCARD", 2, reads_fast, one_key, scard},
    Command{"SMOVE", 4, Flag::write | Flag::fast, two_keys, smove},
    Command{"SPOP", -2, Flag::write | Flag::fast, one_key, spop},
    Command{"SRANDMEMBER", -2, Flag::readonly, one_key, srandmember},
    Command{"SSCAN", -3, Flag::readonly, one_key, sscan},
};

}  // namespace

std::span<const Command> set_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
