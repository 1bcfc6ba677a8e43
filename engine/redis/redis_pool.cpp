#include "engine/redis/redis_pool.h"

#include <utility>

namespace rollcall {

RedisPool::Lease::~Lease() {
  const RedisConnection* connection = place_.operator->();  // null: moved from
  if (connection != nullptr && !connection->usable()) place_.discard();
}

RedisPool::RedisPool(Host& host, RedisAddress address, std::size_t connections_max)
    : connections_(host, {.capacity = connections_max,
                          .open =
                              [&host, address = std::move(address)](MonotonicTime deadline) {
                                return RedisConnection::open(host, address, deadline);
                              },
                          .exhausted_step = "redis_pool.exhausted",
                          .exhausted = {.kind = RedisError::Kind::refused,
                                        .text = "pool exhausted: all connections to Redis stayed "
                                                "in use until the deadline"}}) {}

RedisResult<RedisPool::Lease> RedisPool::lease(MonotonicTime deadline) {
  // Ends at the latest when the idle connections are used up: a fresh one is not looked at again.
  while (true) {
    auto place = connections_.acquire(deadline);
    if (!place) return std::unexpected(std::move(place.error()));
    Lease lease(std::move(*place));
    if (lease->is_fresh()) return lease;
    lease->check_idle();
    if (lease->usable()) return lease;
  }
}

}  // namespace rollcall
