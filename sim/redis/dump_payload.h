// A value as DUMP serializes it and RESTORE takes it: Redis's RDB format of one object, then its
// version and a CRC-64.
//
// Containers are written in the plain form that Redis has had from the first and still reads; what
// Redis 7.0 itself writes, the bytes of its compact encodings, is read, too. A stream is written as
// Redis does, but for what its nodes still hold of deleted entries.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/keyspace.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::string dump_payload(const Value& value);

// Whether version and checksum are right.
[[nodiscard]] bool is_dump_payload(std::string_view payload);
// Nothing where the object is damaged, or in a form that is not known.
[[nodiscard]] std::optional<Value> restored_value(std::string_view payload);

// The code of libraries of functions, as FUNCTION DUMP serializes it.
[[nodiscard]] std::string libraries_payload(const std::vector<std::string_view>& codes);
// Nothing where the payload holds anything else, or is damaged.
[[nodiscard]] std::optional<std::vector<std::string>> restored_libraries(std::string_view payload);

}  // namespace rollcall::sim::redis
