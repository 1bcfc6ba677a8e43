// What every strategy needs to reach its stores: the knobs, declared once, and the settings made of
// them.
#pragma once

#include "engine/knob.h"
#include "engine/redis/redis_connection.h"
#include "engine/retry.h"
#include "engine/stores.h"
#include "engine/user_store.h"

namespace rollcall::knobs {

/// `reason`: of the default.
constexpr Knob pool(std::string_view fallback, std::string_view reason) {
  return {.name = "pool",
          .unit = Knob::Unit::count,
          .fallback = fallback,
          .least = 1,
          .most = 500,
          .meaning = reason};
}

inline constexpr Knob pool_wait{.name = "pool_wait",
                                .unit = Knob::Unit::duration,
                                .fallback = "30s",
                                .least = 0,
                                .most = 600'000'000'000,
                                .meaning =
                                    "how long a request waits for one of them; 500 at once "
                                    "need about 7 s at 10-20 ms a commit"};

/// The document has 150ms now, and 500ms in its Option 4.
constexpr Knob busy_timeout(std::string_view fallback) {
  return {.name = "busy_timeout",
          .unit = Knob::Unit::duration,
          .fallback = fallback,
          .least = 0,
          .most = 60'000'000'000,
          .meaning =
              "how long SQLite waits for somebody else's lock; the default is the "
              "document's"};
}

inline constexpr std::string_view synchronous_words[] = {"full", "normal"};
inline constexpr Knob synchronous{
    .name = "synchronous",
    .unit = Knob::Unit::word,
    .fallback = "full",
    .words = synchronous_words,
    .meaning =
        "PRAGMA synchronous; normal costs no sync per commit, and power loss takes what was "
        "committed since the last checkpoint",
    .fixed = true};

inline constexpr Knob redis_pool{.name = "redis_pool",
                                 .unit = Knob::Unit::count,
                                 .fallback = "50",
                                 .least = 1,
                                 .most = 1'000,
                                 .meaning = "Redis connections per process; opened when needed"};

/// How long one Redis call may take, its wait for a connection included. What that costs is the
/// strategy's: a cache is best given up soon, a queue not.
constexpr Knob redis_timeout(std::string_view fallback) {
  return {.name = "redis_timeout",
          .unit = Knob::Unit::duration,
          .fallback = fallback,
          .least = 1'000'000,
          .most = 60'000'000'000,
          .meaning = "how long one call to Redis may take, the wait for a connection included"};
}

inline constexpr Knob cache_ttl{.name = "cache_ttl",
                                .unit = Knob::Unit::duration,
                                .fallback = "60min",
                                .least = 1'000'000,
                                .most = 2'592'000'000'000'000,
                                .meaning =
                                    "how long Redis keeps the copy of a user that nobody registers "
                                    "or reads again; of a pending "
                                    "user who was settled, also her phone for her"};

inline constexpr Knob tries{
    .name = "tries",
    .unit = Knob::Unit::count,
    .fallback = "5",
    .least = 1,
    .most = 100,
    .meaning = "how often a transaction is tried in all that finds SQLite busy"};

inline constexpr Knob retry_pause{
    .name = "retry_pause",
    .unit = Knob::Unit::duration,
    .fallback = "10ms",
    .least = 0,
    .most = 60'000'000'000,
    .meaning =
        "the longest pause before the second try; a random part of it is slept, and it "
        "doubles with each try"};

inline constexpr Knob retry_pause_max{.name = "retry_pause_max",
                                      .unit = Knob::Unit::duration,
                                      .fallback = "500ms",
                                      .least = 0,
                                      .most = 60'000'000'000,
                                      .meaning = "the longest pause before any try"};

constexpr Knob queue(std::string_view fallback, std::string_view meaning) {
  return {.name = "queue",
          .unit = Knob::Unit::count,
          .fallback = fallback,
          .least = 1,
          .most = 1'000'000,
          .meaning = meaning};
}

// Of the strategies that acknowledge pending users.

inline constexpr Knob pending_ttl{
    .name = "pending_ttl",
    .unit = Knob::Unit::duration,
    .fallback = "1440min",
    .least = 60'000'000'000,
    .most = 2'592'000'000'000'000,
    .meaning =
        "how long Redis keeps a pending user whom no worker settles, and her phone for her: longer "
        "than SQLite is ever locked"};

inline constexpr Knob replicas{
    .name = "replicas",
    .unit = Knob::Unit::count,
    .fallback = "0",
    .least = 0,
    .most = 10,
    .meaning =
        "Redis replicas that must have a pending user before she is acknowledged (WAIT); fewer "
        "have her: the answer is ambiguous",
    .fixed = true};

inline constexpr Knob workers{
    .name = "workers",
    .unit = Knob::Unit::count,
    .fallback = "1",
    .least = 1,
    .most = 50,
    .meaning =
        "tasks of a process that take pending users from the queue to SQLite; it has one "
        "writer at a time, so that more only help where reading the queue takes long"};

inline constexpr Knob claim_after{
    .name = "claim_after",
    .unit = Knob::Unit::duration,
    .fallback = "1s",
    .least = 1'000'000,
    .most = 600'000'000'000,
    .meaning =
        "when a pending user is taken over from a process that did not settle her; shorter "
        "than a commit under load it only costs work"};

inline constexpr Knob batch{.name = "batch",
                            .unit = Knob::Unit::count,
                            .fallback = "64",
                            .least = 1,
                            .most = 10'000,
                            .meaning = "pending users that are settled in one transaction"};

}  // namespace rollcall::knobs

namespace rollcall {

[[nodiscard]] UserStore::Settings store_settings(const Stores& stores, const Knobs& knobs);
[[nodiscard]] RetryPolicy retry_policy(const Knobs& knobs);
[[nodiscard]] RedisAddress redis_address(const Stores& stores);

}  // namespace rollcall
