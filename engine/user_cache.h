// Copies of committed users in Redis, for strategies in which SQLite decides: disposable, never
// asked for the last word. A Redis error, a missing field, a hash that names somebody else: each is
// a miss.
//
//     user:{id}           hash: id, phone, name, organization_id, status
//     user:phone:{phone}  the id
//
// Both end after the TTL. Password hashes stay in SQLite: a password is compared with the truth
// only, and a reader of Redis learns none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "engine/host.h"
#include "engine/redis/redis_client.h"
#include "engine/types.h"

namespace rollcall {

class UserCache {
 public:
  struct Settings {
    std::string key_prefix;
    Duration timeout{};  ///< of one look or write; afterwards it is a miss
    Duration ttl{};
  };
  UserCache(Host& host, RedisClient& redis, Settings settings);

  [[nodiscard]] std::optional<User> find(std::int64_t user_id);
  /// A hint only: whoever is told "taken" is told so by SQLite.
  [[nodiscard]] bool knows_phone(const std::string& phone);
  /// Only for users whom SQLite has durably, with their ids. All keys at once, replaced rather than
  /// merged; when it fails the next reader goes to SQLite.
  void put(std::span<const User> users);
  void put(const User& user) { put(std::span(&user, 1)); }
  /// As `put`, of what stands under `key` already but for the id and the status. False: there is
  /// nothing, or nobody knows.
  [[nodiscard]] bool adopt(const std::string& key, const User& user);

 private:
  [[nodiscard]] MonotonicTime deadline();
  [[nodiscard]] std::string ttl_ms() const;
  [[nodiscard]] std::string user_key(std::int64_t user_id) const;
  [[nodiscard]] std::string phone_key(const std::string& phone) const;

  Host& host_;
  RedisClient& redis_;
  Settings settings_;
};

}  // namespace rollcall
