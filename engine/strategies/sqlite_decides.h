// What the strategies share in which SQLite decides and Redis holds copies of committed users: the
// stores, and everything but the registration.
#pragma once

#include <memory>

#include "engine/redis/redis_client.h"
#include "engine/strategies/store_settings.h"
#include "engine/strategy.h"
#include "engine/user_cache.h"
#include "engine/user_store.h"

namespace rollcall {

class SqliteDecides : public Strategy {
 public:
  SqliteDecides(Host& host, const Stores& stores, const Knobs& knobs,
                std::unique_ptr<UserStore> store);

  /// Redis first: a user does not change after the commit.
  Reply<User> find(const Handle& handle) override;
  /// Never from the cache: what a password is compared with is the truth.
  Reply<Account> find_by_phone(const std::string& phone) override;
  Reply<Session> open_session(const User& user, const std::string& token) override;
  Reply<User> session(const std::string& token) override;

 protected:
  /// What SQLite says of a phone that the cache knows. Nullopt: go on, nobody seems to have it.
  /// A look without the write lock, so that who comes late for a phone does not queue for it.
  [[nodiscard]] Reply<std::optional<Registered>> answer_if_known(const NewUser& user);
  /// The copy of a user who has just been committed.
  void put_copy(const NewUser& user, const Registered& registered);

  Host& host_;
  std::unique_ptr<UserStore> store_;
  RedisClient redis_;
  UserCache cache_;
};

/// Opens `Made`, one of those.
template <class Made>
Reply<std::unique_ptr<Strategy>> open_sqlite_decides(Host& host, const Stores& stores,
                                                     const Knobs& knobs) {
  auto store = UserStore::open(host, store_settings(stores, knobs));
  if (!store) return std::unexpected(std::move(store.error()));
  return std::make_unique<Made>(host, stores, knobs, std::move(*store));
}

}  // namespace rollcall
