#include "engine/strategies/store_settings.h"

namespace rollcall {

UserStore::Settings store_settings(const Stores& stores, const Knobs& knobs) {
  return {.database = {.path = stores.sqlite_path,
                       .busy_timeout = knobs.duration("busy_timeout"),
                       .syncs_commits = knobs.word("synchronous") == "full"},
          .connections = static_cast<std::size_t>(knobs.count("pool")),
          .connection_wait = knobs.duration("pool_wait")};
}

RetryPolicy retry_policy(const Knobs& knobs) {
  return {.tries = knobs.count("tries"),
          .first_pause = knobs.duration("retry_pause"),
          .longest_pause = knobs.duration("retry_pause_max")};
}

RedisAddress redis_address(const Stores& stores) {
  return {.endpoint = stores.redis,
          .username = stores.redis_username,
          .password = stores.redis_password,
          .database = stores.redis_database};
}

}  // namespace rollcall
