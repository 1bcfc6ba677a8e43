#include "engine/strategies/sqlite_decides.h"

#include <utility>

#include "engine/steps.h"
#include "engine/user_id.h"

namespace rollcall {

SqliteDecides::SqliteDecides(Host& host, const Stores& stores, const Knobs& knobs,
                             std::unique_ptr<UserStore> store)
    : host_(host),
      store_(std::move(store)),
      redis_(host, redis_address(stores), static_cast<std::size_t>(knobs.count("redis_pool"))),
      cache_(host, redis_,
             {.key_prefix = stores.key_prefix,
              .timeout = knobs.duration("redis_timeout"),
              .ttl = knobs.duration("cache_ttl")}) {}

Reply<User> SqliteDecides::find(const Handle& handle) {
  const std::optional<std::int64_t> id = parse_user_id(handle);
  if (!id) return fail(Failure::Kind::not_found, "no such user");
  if (std::optional<User> cached = cache_.find(*id)) return std::move(*cached);
  Reply<Account> stored = store_->find(*id);
  if (!stored) return std::unexpected(std::move(stored.error()));
  cache_.put(stored->user);
  return std::move(stored->user);
}

Reply<Account> SqliteDecides::find_by_phone(const std::string& phone) {
  return store_->find_by_phone(phone);
}

Reply<Session> SqliteDecides::open_session(const User& user, const std::string& token) {
  return store_->open_session(user.handle, token);
}

Reply<User> SqliteDecides::session(const std::string& token) {
  return store_->find_by_session(token);
}

Reply<std::optional<Registered>> SqliteDecides::answer_if_known(const NewUser& user) {
  if (!cache_.knows_phone(user.phone)) return std::nullopt;
  return store_->answer_of(user);
}

void SqliteDecides::put_copy(const NewUser& user, const Registered& registered) {
  cache_.put(registered_user(user, registered));
  host_.reached(step::register_cached);
}

}  // namespace rollcall
