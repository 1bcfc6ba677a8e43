#include "engine/redis/redis_pool.h"

#include <utility>

#include "engine/steps.h"

namespace rollcall {

RedisPool::RedisPool(Host& host, RedisAddress address, std::size_t connections_max)
    : connections_(host, {.capacity = connections_max,
                          .open =
                              [&host, address = std::move(address)](MonotonicTime deadline) {
                                return RedisConnection::open(host, address, deadline);
                              },
                          .exhausted_step = step::redis_pool_exhausted,
                          .exhausted = {.kind = RedisError::Kind::refused,
                                        .text = "pool exhausted: all connections to Redis stayed "
                                                "in use until the deadline"}}) {}

RedisResult<RedisPool::Lease> RedisPool::lease(MonotonicTime deadline) {
  // Ends at the latest when the idle connections are used up: a fresh one is not looked at again.
  while (true) {
    RedisResult<Lease> lease = connections_.acquire(deadline);
    if (!lease || (*lease)->is_fresh()) return lease;
    (*lease)->check_idle();
    if ((*lease)->usable()) return lease;
  }
}

}  // namespace rollcall
