#include "engine/strategies/pending_first.h"

#include <utility>

#include "engine/random_token.h"
#include "engine/steps.h"
#include "engine/user_id.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

std::unexpected<Failure> silent(const RedisError& error) {
  return fail(unavailable, "Redis, which may know: " + error.text);
}

}  // namespace

PendingFirst::PendingFirst(Host& host, const Stores& stores, const Knobs& knobs,
                           std::unique_ptr<UserStore> store, Way way)
    : SqliteDecides(host, stores, knobs, std::move(store)),
      reservation_kept_(knobs.duration("cache_ttl")),
      users_(host, redis_, users_settings(stores, knobs), random_token(host)),
      worker_redis_(host, redis_address(stores),
                    static_cast<std::size_t>(knobs.count("workers")) + 1),
      worker_users_(host, worker_redis_, users_settings(stores, knobs), random_token(host)),
      worker_(host, *store_, worker_users_,
              {.reads_queue = way.reads_queue,
               .own_after = way.own_after,
               .claim_after = knobs.duration("claim_after"),
               .retry_after = knobs.duration("retry_pause"),
               .batch_max = static_cast<std::size_t>(knobs.count("batch")),
               .workers = static_cast<std::size_t>(knobs.count("workers"))}) {}

PendingUsers::Settings PendingFirst::users_settings(const Stores& stores, const Knobs& knobs) {
  return {.key_prefix = stores.key_prefix,
          .timeout = knobs.duration("redis_timeout"),
          .ttl = knobs.duration("pending_ttl"),
          .kept = knobs.duration("cache_ttl"),
          .queue_max = static_cast<std::size_t>(knobs.count("queue")),
          .replicas = knobs.count("replicas")};
}

Reply<Registered> PendingFirst::register_user(const NewUser& user) {
  const MonotonicTime began = host_.now();
  Reply<std::optional<Registered>> known = store_->expectation_of(user);
  if (!known) return std::unexpected(std::move(known.error()));
  if (*known) return std::move(**known);
  host_.reached(step::register_expected);

  PendingUser pending{.handle = random_token(host_), .user = user};
  Reply<Registered> registered = users_.enqueue(pending);
  if (!registered) return registered;
  host_.reached(step::register_enqueued);

  // Who was settled since SQLite was asked has still had the phone in Redis, if that is not too
  // long ago. Otherwise the queue has her, and nobody is promised anything.
  if (host_.now() - began >= reservation_kept_) {
    return fail(ambiguous, "it took longer than a phone stays reserved");
  }
  // Under an earlier try's handle she is remembered again: this process may be another one.
  pending.handle = registered->handle;
  worker_.remember(std::move(pending));
  return registered;
}

Reply<User> PendingFirst::find(const Handle& handle) {
  if (parse_user_id(handle)) return SqliteDecides::find(handle);
  const auto known = users_.find(handle);
  const bool has = known && *known;
  if (has && (*known)->user.status == UserStatus::active) return (*known)->user;
  Reply<Account> stored = store_->find_by_handle(handle);
  if (stored) return std::move(stored->user);
  if (has && (*known)->user.status == UserStatus::pending) return (*known)->user;
  if (!known && stored.error().kind == not_found) return silent(known.error());
  return std::unexpected(std::move(stored.error()));
}

Reply<Account> PendingFirst::find_by_phone(const std::string& phone) {
  Reply<Account> stored = store_->find_by_phone(phone);
  if (stored || stored.error().kind != not_found) return stored;
  const auto known = users_.find_by_phone(phone);
  if (!known) return silent(known.error());
  const bool has = known->has_value();
  if (has && (*known)->user.status == UserStatus::pending) return **known;
  // Settled between the two looks.
  if (has && (*known)->user.status == UserStatus::active) return store_->find_by_phone(phone);
  return stored;
}

Reply<std::vector<Account>> PendingFirst::conflicts_about(const std::string& phone) {
  return store_->conflicts_about(phone);
}

Reply<Session> PendingFirst::open_session(const User& user, const std::string& token) {
  if (user.status != UserStatus::pending) return SqliteDecides::open_session(user, token);
  Reply<Handle> id = settle_now(user.handle);
  if (!id) return std::unexpected(std::move(id.error()));
  return store_->open_session(*id, token);
}

Reply<Handle> PendingFirst::settle_now(const Handle& handle) {
  const auto pending = users_.pending(handle);
  if (!pending) return silent(pending.error());
  if (!*pending) {
    // Settled long ago, or lost by Redis since she was found.
    Reply<Account> stored = store_->find_by_handle(handle);
    if (!stored) return std::unexpected(std::move(stored.error()));
    return std::move(stored->user.handle);
  }
  const PendingUser* const one[] = {&**pending};
  const Reply<Settled> settled = store_->settle(one).front();
  if (!settled) return std::unexpected(settled.error());
  host_.reached(step::login_settled);
  if (settled->status == UserStatus::conflict) {
    return fail(conflict, "the phone is another user's: this registration could not be kept");
  }
  return to_handle(settled->id);
}

}  // namespace rollcall
