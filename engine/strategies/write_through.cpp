// The document's "Current": check the phone in the cache, commit in SQLite, write the cache,
// answer.
//
// SQLite decides everything. A cache hit for a phone only makes SQLite be asked before the write
// lock is taken; the UNIQUE column, in one BEGIN IMMEDIATE transaction with the idempotency record,
// says who has it. The cache is written after the commit, and a user does not change after that, so
// that no copy, however late, lost or doubled, is older than the truth. Ids are never given twice
// (AUTOINCREMENT, synchronous=FULL), so that no copy ever names somebody else.
#include <utility>

#include "engine/steps.h"
#include "engine/strategies/catalogue.h"
#include "engine/strategies/store_settings.h"
#include "engine/user_cache.h"
#include "engine/user_id.h"
#include "engine/user_store.h"

namespace rollcall {
namespace {

class WriteThrough final : public Strategy {
 public:
  WriteThrough(Host& host, const Stores& stores, const Knobs& knobs,
               std::unique_ptr<UserStore> store)
      : host_(host),
        store_(std::move(store)),
        redis_(host, redis_address(stores), static_cast<std::size_t>(knobs.count("redis_pool"))),
        cache_(host, redis_,
               {.key_prefix = stores.key_prefix,
                .timeout = knobs.duration("redis_timeout"),
                .ttl = knobs.duration("cache_ttl")}) {}

  Reply<Registered> register_user(const NewUser& user) override {
    if (cache_.knows_phone(user.phone)) {
      Reply<std::optional<Registered>> answer = store_->answer_of(user);
      if (!answer) return std::unexpected(std::move(answer.error()));
      if (*answer) return std::move(**answer);
    }
    host_.reached(step::register_checked);

    Reply<Registered> registered = store_->add(user);
    if (!registered) return registered;
    host_.reached(step::register_committed);

    cache_.put({.handle = registered->handle,
                .phone = user.phone,
                .name = user.name,
                .organization_id = user.organization_id,
                .status = UserStatus::active});
    host_.reached(step::register_cached);
    return registered;
  }

  Reply<User> find(const Handle& handle) override {
    const std::optional<std::int64_t> id = parse_user_id(handle);
    if (!id) return fail(Failure::Kind::not_found, "no such user");
    if (std::optional<User> cached = cache_.find(*id)) return std::move(*cached);
    Reply<Account> stored = store_->find(*id);
    if (!stored) return std::unexpected(std::move(stored.error()));
    cache_.put(stored->user);
    return std::move(stored->user);
  }

  /// Never from the cache: what a password is compared with is the truth.
  Reply<Account> find_by_phone(const std::string& phone) override {
    return store_->find_by_phone(phone);
  }

  Reply<Session> open_session(const User& user, const std::string& token) override {
    return store_->open_session(user.handle, token);
  }

  Reply<User> session(const std::string& token) override { return store_->find_by_session(token); }

 private:
  Host& host_;
  std::unique_ptr<UserStore> store_;
  RedisClient redis_;
  UserCache cache_;
};

Reply<std::unique_ptr<Strategy>> open(Host& host, const Stores& stores, const Knobs& knobs) {
  auto store = UserStore::open(host, store_settings(stores, knobs));
  if (!store) return std::unexpected(std::move(store.error()));
  return std::make_unique<WriteThrough>(host, stores, knobs, std::move(*store));
}

constexpr Knob write_through_knobs[] = {
    knobs::pool,
    knobs::pool_wait,
    knobs::busy_timeout,
    knobs::redis_pool,
    knobs::redis_timeout("200ms"),
    {.name = "cache_ttl",
     .unit = Knob::Unit::duration,
     .fallback = "60min",
     .least = 1'000'000,
     .most = 2'592'000'000'000'000,
     .meaning = "how long Redis keeps the copy of a user that nobody registers or reads again"},
};

}  // namespace

constinit const StrategySpec write_through_strategy = {
    .name = "write-through",
    .summary = "SQLite commit first, then the cache, then the answer",
    .origin = "Current",
    .choose_when =
        "Choose it when every acknowledgement must be final and bursts of sign-ups may "
        "wait, or be told to come again.",
    .demonstration = false,
    .knobs = write_through_knobs,
    .contract = {},
    .open = open,
};

}  // namespace rollcall
