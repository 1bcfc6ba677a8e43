// The dataset as one string: what stands for Redis's RDB file.
//
// Format, integers little-endian, strings as u32 length and bytes:
//   "rollcall-redis-1\n"
//   per library of functions: u8 254, its code
//   per key: u8 type (0 string, 1 list, 2 set, 3 hash, 4 sorted set, 5 stream; and 64 when a hash
//            or sorted set was compact), u8 database, i64 expiry time (-1: none), key,
//            contents: a string, or u32 count and the elements (of a hash field, value, ...; sorted
//            sets and streams as they themselves write)
//   u8 255, u64 XXH64 of everything before
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "sim/redis/instance.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::string write_snapshot(const Instance& instance);

// The dataset is what `bytes` hold, in the order it had; keys whose time has come stay out where
// nothing else is being loaded. It stays as it was when the bytes are damaged, or are no snapshot
// that any server wrote.
[[nodiscard]] std::expected<LoadReport, std::string> read_snapshot(std::string_view bytes,
                                                                   Instance& instance, UnixMs now);

}  // namespace rollcall::sim::redis
