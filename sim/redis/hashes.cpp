// Hashes.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/random_picks.h"
#include "sim/redis/scan.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

std::int64_t size_of(std::size_t size) { return static_cast<std::int64_t>(size); }

// Sets the field/value pairs from args[2] on and returns how many fields are new; nothing after an
// error reply.
std::optional<std::int64_t> set_fields(Call& call) {
  if (call.args.size() % 2 != 0) {
    call.wrong_arity();
    return std::nullopt;
  }
  Hash* const hash = call.find_or_create<Hash>(call.args[1]);
  if (hash == nullptr) return std::nullopt;
  std::int64_t added = 0;
  std::size_t longest = 0;
  for (std::size_t at = 2; at < call.args.size(); at += 2) {
    if (hash->set(call.args[at], call.args[at + 1])) ++added;
    longest = std::max({longest, call.args[at].size(), call.args[at + 1].size()});
  }
  note_written(*hash, longest, call.instance.config);
  call.modified(call.args[1], (call.args.size() - 2) / 2);
  return added;
}

void hset(Call& call) {
  if (const auto added = set_fields(call)) call.reply.integer(*added);
}

void hmset(Call& call) {
  if (set_fields(call)) call.reply.ok();
}

void hsetnx(Call& call) {
  Hash* const hash = call.find_or_create<Hash>(call.args[1]);
  if (hash == nullptr) return;
  const bool fresh = !hash->contains(call.args[2]);
  if (fresh) {
    hash->set(call.args[2], call.args[3]);
    note_written(*hash, std::max(call.args[2].size(), call.args[3].size()), call.instance.config);
    call.modified(call.args[1]);
  }
  call.reply.integer(fresh ? 1 : 0);
}

void reply_field(Call& call, const Hash* hash, std::string_view field) {
  const auto value = hash == nullptr ? std::nullopt : hash->find(field);
  value ? call.reply.bulk(*value) : call.reply.null();
}

void hget(Call& call) {
  if (const auto hash = call.find<Hash>(call.args[1])) reply_field(call, *hash, call.args[2]);
}

void hmget(Call& call) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  call.reply.array(call.args.size() - 2);
  for (const std::string_view field : call.args.subspan(2)) reply_field(call, *hash, field);
}

struct Parts {
  bool fields;
  bool values;
};

void reply_all(Call& call, Parts parts) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  const std::size_t size = *hash == nullptr ? 0 : (*hash)->size();
  const bool both = parts.fields && parts.values;
  both ? call.reply.map(size) : call.reply.array(size);
  if (size == 0) return;
  (*hash)->for_each([&](std::string_view field, std::string_view value) {
    if (parts.fields) call.reply.bulk(field);
    if (parts.values) call.reply.bulk(value);
  });
}

void hgetall(Call& call) { reply_all(call, {.fields = true, .values = true}); }
void hkeys(Call& call) { reply_all(call, {.fields = true, .values = false}); }
void hvals(Call& call) { reply_all(call, {.fields = false, .values = true}); }

void hdel(Call& call) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  std::int64_t deleted = 0;
  if (*hash != nullptr) {
    for (const std::string_view field : call.args.subspan(2)) {
      if ((*hash)->erase(field)) ++deleted;
    }
    call.drop_if_empty(call.args[1], **hash);
  }
  if (deleted > 0) call.modified(call.args[1], static_cast<std::uint64_t>(deleted));
  call.reply.integer(deleted);
}

void hexists(Call& call) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  call.reply.integer(*hash != nullptr && (*hash)->contains(call.args[2]) ? 1 : 0);
}

void hstrlen(Call& call) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  const auto value = *hash == nullptr ? std::nullopt : (*hash)->find(call.args[2]);
  call.reply.integer(value ? size_of(value->size()) : 0);
}

void hlen(Call& call) {
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  call.reply.integer(*hash == nullptr ? 0 : size_of((*hash)->size()));
}

void hincrby(Call& call) {
  const auto increment = call.integer_argument(3);
  if (!increment) return;
  const auto found = call.find<Hash>(call.args[1]);
  if (!found) return;
  std::int64_t number = 0;
  if (const auto held = *found ? (*found)->find(call.args[2]) : std::nullopt) {
    const auto parsed = parse_integer(*held);
    if (!parsed) return call.reply.error("ERR hash value is not an integer");
    number = *parsed;
  }
  const auto sum = add_checked(number, *increment);
  if (!sum) return call.reply.error("ERR increment or decrement would overflow");
  std::string text;
  append_integer(text, *sum);
  Hash& hash = *call.find_or_create<Hash>(call.args[1]);
  hash.set(call.args[2], text);
  note_written(hash, std::max(call.args[2].size(), text.size()), call.instance.config);
  call.modified(call.args[1]);
  call.reply.integer(*sum);
}

void hincrbyfloat(Call& call) {
  const std::string_view key = call.args[1];
  const std::string_view field = call.args[2];
  const auto increment = parse_long_double(call.args[3]);
  if (!increment) return call.reply.error("ERR value is not a valid float");
  if (std::isinf(*increment)) return call.reply.error("ERR value is NaN or Infinity");
  const auto found = call.find<Hash>(key);
  if (!found) return;
  const auto held = *found == nullptr ? std::nullopt : (*found)->find(field);
  const auto number = held ? parse_long_double(*held) : 0;
  if (!number) return call.reply.error("ERR hash value is not a float");
  const long double sum = *number + *increment;
  if (!std::isfinite(sum)) {
    return call.reply.error("ERR increment would produce NaN or Infinity");
  }
  std::string text;
  append_long_double(text, sum);
  Hash& hash = *call.find_or_create<Hash>(key);
  hash.set(field, text);
  note_written(hash, std::max(field.size(), text.size()), call.instance.config);
  call.reply.bulk(text);
  // The sum, not the increment: another machine might round otherwise.
  call.propagate_as({"HSET", key, field, text});
  call.modified(key);
}

struct PickOptions {
  std::int64_t count;
  bool values;
};

std::optional<PickOptions> parse_pick_options(Call& call) {
  const auto count = pick_count_argument(call, 2);
  if (!count) return std::nullopt;
  const bool values = call.args.size() > 3;
  if (values && (call.args.size() > 4 || !equals_ignoring_case(call.args[3], "WITHVALUES"))) {
    call.syntax_error();
    return std::nullopt;
  }
  constexpr std::int64_t pairs_max = std::numeric_limits<std::int64_t>::max() / 2;
  if (values && (*count > pairs_max || *count < -pairs_max)) {
    call.reply.error("ERR value is out of range");
    return std::nullopt;
  }
  return PickOptions{*count, values};
}

void hrandfield(Call& call) {
  const bool one = call.args.size() == 2;
  const auto options = one ? PickOptions{1, false} : parse_pick_options(call);
  if (!options) return;
  const auto hash = call.find<Hash>(call.args[1]);
  if (!hash) return;
  if (*hash == nullptr) return one ? call.reply.null() : call.reply.array(0);
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  std::size_t longest = 0;
  (*hash)->for_each([&](std::string_view field, std::string_view value) {
    pairs.emplace_back(field, value);
    longest = std::max(longest, field.size() + value.size());
  });
  if (!picks_fit(call, options->count, longest)) return;
  const auto picked = pick(call, pairs.size(), options->count);
  if (!one) options->values ? call.reply.pairs(picked.size()) : call.reply.array(picked.size());
  for (const std::size_t at : picked) {
    if (options->values) call.reply.pair();
    call.reply.bulk(pairs[at].first);
    if (options->values) call.reply.bulk(pairs[at].second);
  }
}

void hscan(Call& call) {
  scan_members<Hash>(call, [](auto& words, std::string_view field, std::string_view value) {
    words.emplace_back(field);
    words.emplace_back(value);
  });
}

constexpr Flags stores_fast = Flag::write | Flag::deny_oom | Flag::fast;
constexpr Flags reads_fast = Flag::readonly | Flag::fast;

constexpr std::array family_commands = {
    Command{"HSET", -4, stores_fast, one_key, hset},
    Command{"HMSET", -4, stores_fast, one_key, hmset},
    Command{"HSETNX", 4, stores_fast, one_key, hsetnx},
    Command{"HGET", 3, reads_fast, one_key, hget},
    Command{"HMGET", -3, reads_fast, one_key, hmget},
    Command{"HGETALL", 2, Flag::readonly, one_key, hgetall},
    Command{"HDEL", -3, Flag::write | Flag::fast, one_key, hdel},
    Command{"HEXISTS", 3, reads_fast, one_key, hexists},
    Command{"HLEN", 2, reads_fast, one_key, hlen},
    Command{"HKEYS", 2, Flag::readonly, one_key, hkeys},
    Command{"HVALS", 2, Flag::readonly, one_key, hvals},
    Command{"HINCRBY", 4, stores_fast, one_key, hincrby},
    Command{"HINCRBYFLOAT", 4, stores_fast, one_key, hincrbyfloat},
    Command{"HSTRLEN", 3, reads_fast, one_key, hstrlen},
    Command{"HRANDFIELD", -2, Flag::readonly, one_key, hrandfield},
    Command{"HSCAN", -3, Flag::readonly, one_key, hscan},
};

}  // namespace

std::span<const Command> hash_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
