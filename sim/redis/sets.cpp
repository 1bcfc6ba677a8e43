// Sets.
#include <array>
#include <string>

#include "sim/redis/families.h"

namespace rollcall::sim::redis {
namespace {

void sadd(Call& call) {
  Set* const set = call.find_or_create<Set>(call.args[1]);
  if (set == nullptr) return;
  std::int64_t added = 0;
  for (const std::string_view member : call.args.subspan(2)) {
    if (set->insert(member).fresh) ++added;
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
  if (*set == nullptr) return call.reply.array(0);
  call.reply.array((*set)->size());
  (*set)->for_each([&](const std::string& member, const Nothing&) { call.reply.bulk(member); });
}

void sismember(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  call.reply.integer(*set != nullptr && (*set)->contains(call.args[2]) ? 1 : 0);
}

void scard(Call& call) {
  const auto set = call.find<Set>(call.args[1]);
  if (!set) return;
  call.reply.integer(*set == nullptr ? 0 : static_cast<std::int64_t>((*set)->size()));
}

constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"SADD", -3, Flag::write | Flag::deny_oom | Flag::fast, one_key, sadd},
    Command{"SREM", -3, Flag::write | Flag::fast, one_key, srem},
    Command{"SMEMBERS", 2, Flag::readonly, one_key, smembers},
    Command{"SISMEMBER", 3, reads_fast, one_key, sismember},
    Command{"SCARD", 2, reads_fast, one_key, scard},
};

}  // namespace

std::span<const Command> set_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
