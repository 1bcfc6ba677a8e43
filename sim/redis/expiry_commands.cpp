// EXPIRE, TTL, PERSIST and their kin.
#include <array>
#include <optional>
#include <string>

#include "sim/redis/expiry_time.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

struct Conditions {
  bool if_persistent = false;  // NX
  bool if_volatile = false;    // XX
  bool if_later = false;       // GT
  bool if_earlier = false;     // LT
};

std::optional<Conditions> parse_conditions(Call& call) {
  Conditions conditions;
  for (const std::string_view word : call.args.subspan(3)) {
    if (equals_ignoring_case(word, "NX")) {
      conditions.if_persistent = true;
    } else if (equals_ignoring_case(word, "XX")) {
      conditions.if_volatile = true;
    } else if (equals_ignoring_case(word, "GT")) {
      conditions.if_later = true;
    } else if (equals_ignoring_case(word, "LT")) {
      conditions.if_earlier = true;
    } else {
      call.reply.error("ERR Unsupported option " + std::string(word.substr(0, word.find('\0'))));
      return std::nullopt;
    }
  }
  const bool other = conditions.if_volatile || conditions.if_later || conditions.if_earlier;
  if (conditions.if_persistent && other) {
    call.reply.error("ERR NX and XX, GT or LT options at the same time are not compatible");
    return std::nullopt;
  }
  if (conditions.if_later && conditions.if_earlier) {
    call.reply.error("ERR GT and LT options at the same time are not compatible");
    return std::nullopt;
  }
  return conditions;
}

// A persistent key counts as one that expires never, which is later than any time.
bool holds(const Conditions& conditions, UnixMs current, UnixMs wanted) {
  if (conditions.if_persistent && current != no_expiry) return false;
  if (conditions.if_volatile && current == no_expiry) return false;
  if (conditions.if_later && (current == no_expiry || wanted <= current)) return false;
  return !conditions.if_earlier || current == no_expiry || wanted < current;
}

// Only the name and the time change: the conditions reach the append-only file, too.
void propagate_absolute(Call& call, UnixMs when) {
  std::string digits;
  append_integer(digits, when);
  std::vector<std::string_view> words(call.args.begin(), call.args.end());
  words[0] = "PEXPIREAT";
  words[2] = digits;
  call.propagate_as(words);
}

void expire_at(Call& call, TimeUnit unit, bool absolute) {
  const std::string_view key = call.args[1];
  const auto conditions = parse_conditions(call);
  if (!conditions) return;
  const auto when = read_expiry(call, {2, unit, absolute}, true);
  if (!when) return;
  Entry* const entry = call.find_entry(key);
  if (entry == nullptr || !holds(*conditions, entry->expires_at, *when)) {
    return call.reply.integer(0);
  }
  if (*when <= call.now && !call.instance.loading) {
    call.database().erase(key);
    call.propagate_as({"DEL", key});
  } else {
    call.database().set_expiry(*entry, *when);
    if (unit == TimeUnit::seconds || !absolute) propagate_absolute(call, *when);
  }
  call.modified(key);
  call.reply.integer(1);
}

void expire(Call& call) { expire_at(call, TimeUnit::seconds, false); }
void pexpire(Call& call) { expire_at(call, TimeUnit::milliseconds, false); }
void expireat(Call& call) { expire_at(call, TimeUnit::seconds, true); }
void pexpireat(Call& call) { expire_at(call, TimeUnit::milliseconds, true); }

// The last milliseconds that there are, too.
std::int64_t rounded_seconds(UnixMs ms) {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(ms) + 500) / 1000);
}

// -2: no such key. -1: it does not expire.
void reply_time_left(Call& call, TimeUnit unit) {
  const Entry* const entry = call.peek_entry(call.args[1]);
  if (entry == nullptr) return call.reply.integer(-2);
  if (entry->expires_at == no_expiry) return call.reply.integer(-1);
  const std::int64_t left = std::max<std::int64_t>(entry->expires_at - call.now, 0);
  call.reply.integer(unit == TimeUnit::seconds ? rounded_seconds(left) : left);
}

void ttl(Call& call) { reply_time_left(call, TimeUnit::seconds); }
void pttl(Call& call) { reply_time_left(call, TimeUnit::milliseconds); }

// -2 and -1 as above.
void reply_time(Call& call, TimeUnit unit) {
  const Entry* const entry = call.peek_entry(call.args[1]);
  if (entry == nullptr) return call.reply.integer(-2);
  if (entry->expires_at == no_expiry) return call.reply.integer(-1);
  const UnixMs when = entry->expires_at;
  call.reply.integer(unit == TimeUnit::seconds ? rounded_seconds(when) : when);
}

void expiretime(Call& call) { reply_time(call, TimeUnit::seconds); }
void pexpiretime(Call& call) { reply_time(call, TimeUnit::milliseconds); }

void persist(Call& call) {
  Entry* const entry = call.find_entry(call.args[1]);
  if (entry == nullptr || entry->expires_at == no_expiry) return call.reply.integer(0);
  call.database().set_expiry(*entry, no_expiry);
  call.modified(call.args[1]);
  call.reply.integer(1);
}

constexpr Flags sets_fast = Flag::write | Flag::fast;
constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"EXPIRE", -3, sets_fast, one_key, expire},
    Command{"PEXPIRE", -3, sets_fast, one_key, pexpire},
    Command{"EXPIREAT", -3, sets_fast, one_key, expireat},
    Command{"PEXPIREAT", -3, sets_fast, one_key, pexpireat},
    Command{"TTL", 2, reads_fast, one_key, ttl},
    Command{"PTTL", 2, reads_fast, one_key, pttl},
    Command{"EXPIRETIME", 2, reads_fast, one_key, expiretime},
    Command{"PEXPIRETIME", 2, reads_fast, one_key, pexpiretime},
    Command{"PERSIST", 2, sets_fast, one_key, persist},
};

}  // namespace

std::span<const Command> expiry_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
