// How many bytes a key would take in Redis: an estimate, for MEMORY USAGE.
//
// What a key and each element add beside their bytes was measured on redis-server 7.0.15 with
// jemalloc: about right for keys of a few elements and for large ones, where elements are alike.
#pragma once

#include <cstddef>
#include <string_view>

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::size_t memory_of(std::string_view key, const Entry& entry);

}  // namespace rollcall::sim::redis
