// A bounded number of connections to one Redis server, shared by many tasks.
#pragma once

#include <cstddef>

#include "engine/pool.h"
#include "engine/redis/redis_connection.h"

namespace rollcall {

class RedisPool {
 public:
  /// The use of one connection. Destruction returns it, or drops it when it is no longer usable.
  using Lease = Pool<RedisConnection, RedisError>::Lease;

  /// Opens no connection yet. The pool outlives its leases.
  RedisPool(Host& host, RedisAddress address, std::size_t connections_max);

  /// A connection that was fine a moment ago. The error is that of opening one, or `refused` when
  /// all stayed in use until the deadline.
  [[nodiscard]] RedisResult<Lease> lease(MonotonicTime deadline);

 private:
  Pool<RedisConnection, RedisError> connections_;
};

}  // namespace rollcall
