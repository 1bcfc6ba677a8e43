// The copy of a user in Redis that is written while SQLite commits: under a name that nobody reads,
// because it may never come true. Its TTL ends what nobody publishes or discards.
//
//     draft:{token}   hash: phone, name, organization_id
//
//     UserDraft draft(cache, user);                    // sent; not waited for
//     Reply<Registered> registered = store.add(user);  // meanwhile
//     if (registered) draft.publish(*registered); else draft.discard();
#pragma once

#include <string>

#include "engine/redis/redis_client.h"
#include "engine/strategy.h"
#include "engine/user_cache.h"

namespace rollcall {

class UserDraft {
 public:
  struct Settings {
    std::string key_prefix;
    Duration timeout{};  ///< of the write, and of the step that ends it
    Duration ttl{};
  };
  UserDraft(Host& host, RedisClient& redis, UserCache& cache, const Settings& settings,
            const NewUser& user);

  /// It becomes the user's copy, in one step; where it did not arrive, the copy is written anew.
  void publish(const Registered& registered);
  void discard();

 private:
  /// False: nobody can tell whether it is there, or ever will be.
  [[nodiscard]] bool has_arrived();

  Host& host_;
  RedisClient& redis_;
  UserCache& cache_;
  const Settings& settings_;
  const NewUser& user_;
  std::string key_;
  RedisClient::Underway write_;
};

}  // namespace rollcall
