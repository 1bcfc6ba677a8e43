// A value in Redis's RDB format: a type, and the object behind it. Containers are written in the
// plain forms that Redis has had from the first and still reads, a stream in the only one there is.
#pragma once

#include <cstdint>
#include <memory>

#include "sim/redis/rdb_reader.h"
#include "sim/redis/rdb_writer.h"
#include "sim/redis/value.h"

namespace rollcall::sim::redis {

enum RdbType : unsigned char {
  string_type = 0,
  list_type = 1,
  set_type = 2,
  hash_type = 4,
  sorted_set_type = 5,
  // The compact encodings of redis-server, and streams of Redis 5 and 6, which are only read.
  intset_type = 11,
  older_stream_type = 15,
  hash_listpack_type = 16,
  sorted_set_listpack_type = 17,
  quicklist_type = 18,
  stream_type = 19
};

[[nodiscard]] RdbType rdb_type(const Value& value);
void write_object(RdbWriter& out, const Value& value);
void write_object(RdbWriter& out, const Stream& stream);  // in rdb_stream.cpp
// Of that or the older type; `in` has failed where it is damaged.
[[nodiscard]] std::unique_ptr<Stream> read_stream(RdbReader& in, std::uint64_t type);

}  // namespace rollcall::sim::redis
