// What every strategy needs to reach its stores: the knobs, declared once, and the settings made of
// them.
#pragma once

#include "engine/knob.h"
#include "engine/redis/redis_connection.h"
#include "engine/stores.h"
#include "engine/user_store.h"

namespace rollcall::knobs {

inline constexpr Knob pool{.name = "pool",
                           .unit = Knob::Unit::count,
                           .fallback = "5",
                           .least = 1,
                           .most = 500,
                           .meaning =
                               "SQLite connections per process; the document's 5-10 s for "
                               "500 at once presume 1 to 5"};

inline constexpr Knob pool_wait{.name = "pool_wait",
                                .unit = Knob::Unit::duration,
                                .fallback = "30s",
                                .least = 0,
                                .most = 600'000'000'000,
                                .meaning =
                                    "how long a request waits for one of them; 500 at once "
                                    "need about 7 s at 10-20 ms a commit"};

inline constexpr Knob busy_timeout{.name = "busy_timeout",
                                   .unit = Knob::Unit::duration,
                                   .fallback = "150ms",
                                   .least = 0,
                                   .most = 60'000'000'000,
                                   .meaning =
                                       "how long SQLite waits for somebody else's lock; "
                                       "150ms is the document's"};

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

}  // namespace rollcall::knobs

namespace rollcall {

[[nodiscard]] UserStore::Settings store_settings(const Stores& stores, const Knobs& knobs);
[[nodiscard]] RedisAddress redis_address(const Stores& stores);

}  // namespace rollcall
