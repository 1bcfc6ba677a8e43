// Users in Redis who are acknowledged before SQLite has them, and the queue in which they wait.
//
//     pending:user:{handle}   hash: handle, phone, name, organization_id, password_hash,
//                             idempotency_key, status; entry (of the queue), id (once there is one)
//     pending:phone:{phone}   the handle that has reserved the phone
//     pending:key:{digest}    hash: handle, digest; for whoever asks again under that key
//     pending:queue           stream of the same users, with the consumer group `sync`
//
// A handle is 128 random bits: no id, and never given twice. A step that changes more than one key
// is one script. Nothing here is proof: whatever Redis has lost, SQLite decides.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/pending_user.h"
#include "engine/redis/redis_client.h"

namespace rollcall {

class PendingUsers {
 public:
  struct Settings {
    std::string key_prefix;
    Duration timeout{};         ///< of each call, the wait for a connection included
    Duration ttl{};             ///< of a user whom no worker settles
    Duration kept{};            ///< of a user who is settled
    std::size_t queue_max = 1;  ///< who finds so many waiting is refused
    std::int64_t replicas = 0;  ///< that have her before she is acknowledged
  };
  /// `consumer`: the name of this process in the group, which no other one has.
  PendingUsers(Host& host, RedisClient& redis, Settings settings, std::string consumer);

  /// Reserves the phone and puts the user into the queue. The answer holds the handle that counts:
  /// that of an earlier try under the same key, if there was one. `phone_taken`, `invalid` for a
  /// key that belongs to another request, `unavailable` (the queue is full, or Redis did not do
  /// it), `ambiguous`.
  [[nodiscard]] Reply<Registered> enqueue(const PendingUser& pending);

  /// As Redis has it: pending, active or conflict. Nullopt: it has no such user, or only a part.
  [[nodiscard]] RedisResult<std::optional<Account>> find(const Handle& handle);
  /// All that settles her.
  [[nodiscard]] RedisResult<std::optional<PendingUser>> pending(const Handle& handle);
  [[nodiscard]] RedisResult<std::optional<Account>> find_by_phone(const std::string& phone);

  /// One of the queue. It stays there until it is settled.
  struct Entry {
    std::string id;  ///< empty: not known
    PendingUser pending;
  };
  /// Entries that nobody has been given yet; waits for one, at most for `patience`.
  [[nodiscard]] RedisResult<std::vector<Entry>> take(std::size_t most, Duration patience);
  /// Entries that were given to somebody at least `idle` ago, and are still there.
  [[nodiscard]] RedisResult<std::vector<Entry>> take_over(std::size_t most, Duration idle);
  /// Tells how they ended, and takes them out of the queue. `ended`: one for each.
  [[nodiscard]] RedisResult<void> settle(std::span<const Entry* const> entries,
                                         std::span<const Settled> ended);

 private:
  [[nodiscard]] MonotonicTime deadline();
  [[nodiscard]] std::string key(std::string_view kind, std::string_view name) const;
  [[nodiscard]] std::string request_key(const NewUser& user) const;
  [[nodiscard]] RedisResult<RedisReply> ask_group(const Command& command, MonotonicTime deadline);

  Host& host_;
  RedisClient& redis_;
  Settings settings_;
  std::string consumer_;
  std::string queue_;
};

}  // namespace rollcall
