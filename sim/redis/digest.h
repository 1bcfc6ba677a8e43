// What DEBUG DIGEST and DEBUG DIGEST-VALUE say: SHA-1 sums over a dataset, equal to those of
// redis-server for equal datasets, whatever the order of keys, members and fields.
#pragma once

#include <string>

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::string digest_of(const Keyspace& keyspace);
// nullptr: of a key that is not there.
[[nodiscard]] std::string digest_of(const Entry* entry);

}  // namespace rollcall::sim::redis
