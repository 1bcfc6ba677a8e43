// What Redis would leave to a thread in the background: UNLINK frees values of many allocations
// there, and FLUSHALL ASYNC everything. It shows in INFO alone.
#pragma once

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

// Whether it takes Redis more than 64 allocations.
[[nodiscard]] bool is_freed_lazily(std::string_view key, const Entry& entry);

}  // namespace rollcall::sim::redis
