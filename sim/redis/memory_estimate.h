// How many bytes a key would take in Redis: an estimate, for MEMORY USAGE and maxmemory.
//
// It takes the same small time for every value: a few elements, the first or those added last,
// stand for all. What a key and each element add beside their bytes was measured on redis-server
// 7.0.15 with jemalloc: about right for keys of a few elements and for large ones, where elements
// are alike. Consumer groups are not counted.
#pragma once

#include <cstddef>
#include <string_view>

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::size_t memory_of(std::string_view key, const Entry& entry);

}  // namespace rollcall::sim::redis
