#include "sim/redis/active_expiry.h"

#include <string>
#include <vector>

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t volatile_per_round = 20;
constexpr std::size_t keys_per_round = 400;
constexpr std::size_t stale_percent = 10;
constexpr int rounds_max = 1000;

struct Round {
  std::size_t seen = 0;  // keys with an expiry time
  std::vector<std::string> expired;
};

Round look(const Instance& instance, Database& database, UnixMs now) {
  Round round;
  for (std::size_t keys = 0; keys < keys_per_round && round.seen < volatile_per_round; ++keys) {
    database.expiry_cursor = database.keys().scan(database.expiry_cursor, 1,
                                                  [&](std::string_view key, const Entry& entry) {
                                                    if (entry.expires_at == no_expiry) return;
                                                    ++round.seen;
                                                    if (instance.is_expired(entry, now))
                                                      round.expired.emplace_back(key);
                                                  });
    if (database.expiry_cursor == 0) break;
  }
  return round;
}

}  // namespace

void run_expiry_cycle(Instance& instance, UnixMs now) {
  if (!instance.expires_actively || instance.pause.is_on()) return;
  if (instance.conditions.replica) return;  // its master says what has expired
  for (std::size_t number = 0; number < instance.keyspace.used().size(); ++number) {
    Database& database = instance.keyspace.database(number);
    for (int rounds = 0; rounds < rounds_max && database.volatile_size() > 0; ++rounds) {
      const Round round = look(instance, database, now);
      for (const std::string& key : round.expired) {
        instance.delete_expired(number, key);
        instance.effects.end_unit();  // each deletion on its own, never in MULTI
      }
      if (round.expired.size() * 100 <= round.seen * stale_percent) break;
    }
  }
}

}  // namespace rollcall::sim::redis
