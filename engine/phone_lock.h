// A lock in Redis that keeps two registrations of one phone apart for a while.
//
//     PhoneLock lock(host, redis, {...}, "+4930901820");
//     if (auto held = lock.acquire(); !held) return std::unexpected(held.error());
//     ...
//     lock.release();
//
// A lease, not a proof (redis.io, "Distributed Locks", and Kleppmann's reply, 2016): it ends by its
// TTL while its holder is paused, and with the memory of a Redis that restarts. Whatever must hold
// is decided by SQLite's UNIQUE; the lock only makes conflicts rare.
#pragma once

#include <string>

#include "engine/host.h"
#include "engine/redis/redis_client.h"
#include "engine/types.h"

namespace rollcall {

class PhoneLock {
 public:
  struct Settings {
    std::string key_prefix;
    Duration timeout{};  ///< of the one call that acquires, and of the one that releases
    Duration ttl{};
  };
  /// Holds nothing yet. Draws a token of its own, so that it can never release another's lock.
  PhoneLock(Host& host, RedisClient& redis, const Settings& settings, const std::string& phone);

  /// One try. `unavailable` when another holds it or Redis does not answer.
  [[nodiscard]] Reply<void> acquire();
  /// Compare and delete; an error is nobody's: the TTL ends the lock. Not done by the destructor,
  /// because it talks to Redis.
  void release();

 private:
  Host& host_;
  RedisClient& redis_;
  const Settings& settings_;
  std::string key_;
  std::string token_;
};

}  // namespace rollcall
