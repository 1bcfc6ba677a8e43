#include "sim/redis/eviction.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "sim/redis/encoding.h"
#include "sim/redis/memory_estimate.h"
#include "sim/redis/numbers.h"
#include "sim/redis/random_picks.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t empty_server_bytes = 900'000;  // observed on redis-server 7.0.15
const std::uint8_t initial_frequency = Entry{}.frequency;

std::uint32_t seconds(UnixMs now) { return static_cast<std::uint32_t>(now / 1000); }

bool is_for_volatile(EvictionPolicy policy) {
  return policy == EvictionPolicy::volatile_lru || policy == EvictionPolicy::volatile_lfu ||
         policy == EvictionPolicy::volatile_random || policy == EvictionPolicy::volatile_ttl;
}

bool is_random(EvictionPolicy policy) {
  return policy == EvictionPolicy::volatile_random || policy == EvictionPolicy::allkeys_random;
}

std::uint64_t draw_below(Instance& instance, std::uint64_t bound) {
  return mixed(++instance.eviction_draws) % bound;
}

// The counter loses one for each lfu-decay-time that nobody asked for the key.
std::uint8_t decayed(const Config& config, const Entry& entry, UnixMs now) {
  if (config.lfu_decay_time == 0 || seconds(now) < entry.used_at_s) return entry.frequency;
  const std::int64_t minutes = seconds(now) / 60 - entry.used_at_s / 60;
  const std::int64_t lost =
      std::min<std::int64_t>(minutes / config.lfu_decay_time, entry.frequency);
  return static_cast<std::uint8_t>(entry.frequency - lost);
}

// The higher, the sooner the key goes.
std::uint64_t score_of(Instance& instance, const Entry& entry, UnixMs now) {
  const EvictionPolicy policy = instance.config.maxmemory_policy;
  if (is_random(policy)) return draw_below(instance, std::numeric_limits<std::uint64_t>::max());
  if (policy == EvictionPolicy::volatile_ttl) {
    return static_cast<std::uint64_t>(std::numeric_limits<UnixMs>::max() - entry.expires_at);
  }
  if (is_by_frequency(policy)) return 255U - decayed(instance.config, entry, now);
  return static_cast<std::uint64_t>(idle_seconds(entry, now));
}

struct Candidate {
  std::size_t database;
  std::string key;
  std::uint64_t score;
};

// Draws up to `count` of the keys, of which a quarter of the slots holds one.
template <class Keys, class Visit>
void draw_keys(Instance& instance, const Keys& keys, std::int64_t count, Visit visit) {
  if (keys.empty()) return;
  while (count > 0) {
    const auto* const slot = keys.slot(draw_below(instance, keys.slot_count()));
    if (slot == nullptr) continue;
    visit(slot->key);
    --count;
  }
}

std::optional<Candidate> choose(Instance& instance, UnixMs now) {
  const Config& config = instance.config;
  const std::int64_t count = is_random(config.maxmemory_policy) ? 1 : config.maxmemory_samples;
  std::optional<Candidate> best;
  for (std::size_t number = 0; number < instance.keyspace.used().size(); ++number) {
    Database& database = instance.keyspace.database(number);
    database.compact();
    const auto consider = [&](std::string_view key) {
      const std::uint64_t score = score_of(instance, *database.find(key), now);
      if (!best || score > best->score) best = Candidate{number, std::string(key), score};
    };
    if (is_for_volatile(config.maxmemory_policy)) {
      draw_keys(instance, database.volatile_keys(), count, consider);
    } else {
      draw_keys(instance, database.keys(), count, consider);
    }
  }
  return best;
}

void evict(Instance& instance, std::size_t database, std::string_view key) {
  instance.keyspace.database(database).erase(key);
  instance.touch(database, key);
  instance.effects.add_deleted(database, key);
  instance.effects.end_unit();  // each deletion on its own, never in MULTI
  ++instance.statistics.evicted_keys;
}

// Small integers are one object for all keys, unless each key must know when it was used.
bool is_shared(const Entry& entry, const Config& config) {
  constexpr std::int64_t shared_integers = 10'000;
  const bool counts_uses =
      config.maxmemory > 0 && (is_by_frequency(config.maxmemory_policy) ||
                               config.maxmemory_policy == EvictionPolicy::allkeys_lru ||
                               config.maxmemory_policy == EvictionPolicy::volatile_lru);
  if (counts_uses || encoding_of(entry) != "int") return false;
  const auto number = parse_integer(std::get<String>(entry.value));
  return *number >= 0 && *number < shared_integers;
}

}  // namespace

bool is_by_frequency(EvictionPolicy policy) {
  return policy == EvictionPolicy::volatile_lfu || policy == EvictionPolicy::allkeys_lfu;
}

std::size_t used_memory(const Instance& instance) {
  std::size_t bytes = empty_server_bytes;
  for (const Database& database : instance.keyspace.used()) {
    if (instance.config.maxmemory > 0) {
      bytes += database.bytes();
    } else {
      database.keys().for_each(
          [&](std::string_view key, const Entry& entry) { bytes += memory_of(key, entry); });
    }
  }
  return bytes;
}

void count_memory(Instance& instance, std::size_t number, std::string_view key) {
  Database& database = instance.keyspace.database(number);
  Entry* const entry = database.find(key);
  if (entry == nullptr) return;
  database.count(key, *entry, memory_of(key, *entry));
  entry->used_at_s = seconds(instance.clock);
}

void count_all_memory(Instance& instance) {
  for (std::size_t number = 0; number < instance.keyspace.used().size(); ++number) {
    instance.keyspace.database(number).keys().for_each(
        [&](std::string_view key, const Entry&) { count_memory(instance, number, key); });
  }
}

void note_access(Instance& instance, Entry& entry, UnixMs now) {
  if (is_by_frequency(instance.config.maxmemory_policy)) {
    entry.frequency = decayed(instance.config, entry, now);
    const int above = std::max(entry.frequency - initial_frequency, 0);
    const auto odds = static_cast<std::uint64_t>(above * instance.config.lfu_log_factor + 1);
    if (entry.frequency < 255 && draw_below(instance, odds) == 0) ++entry.frequency;
  }
  entry.used_at_s = seconds(now);
}

void note_creation(Entry& entry, UnixMs now) { entry.used_at_s = seconds(now); }

std::int64_t idle_seconds(const Entry& entry, UnixMs now) {
  return seconds(now) - std::min(seconds(now), entry.used_at_s);
}

std::int64_t access_frequency(const Config& config, const Entry& entry, UnixMs now) {
  return decayed(config, entry, now);
}

bool make_room(Instance& instance, UnixMs now) {
  const Config& config = instance.config;
  if (instance.conditions.loading || instance.pause.is_on()) return true;
  if (instance.conditions.replica && config.replica_ignore_maxmemory) return true;
  while (used_memory(instance) > static_cast<std::size_t>(config.maxmemory)) {
    if (config.maxmemory_policy == EvictionPolicy::noeviction) return false;
    const auto chosen = choose(instance, now);
    if (!chosen) return false;
    evict(instance, chosen->database, chosen->key);
  }
  return true;
}

std::int64_t refcount_of(const Entry& entry, const Config& config) {
  return is_shared(entry, config) ? std::numeric_limits<std::int32_t>::max() : 1;
}

}  // namespace rollcall::sim::redis
