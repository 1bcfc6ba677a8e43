#include "sim/redis/rdb_file.h"

#include <cstdint>
#include <utility>

#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

// The first byte of what is no key with its value.
enum Opcode : unsigned char { expiry_time_ms = 252, select_database = 254, end_of_file = 255 };

void write_functions(RdbWriter& out, const Instance& instance) {
  for (const std::string_view code : instance.function_libraries()) {
    out.byte(library_of_functions);
    out.text(code);
  }
}

void write_database(RdbWriter& out, const Database& database) {
  database.keys().for_each([&](std::string_view key, const Entry& entry) {
    if (entry.expires_at != no_expiry) {
      out.byte(expiry_time_ms);
      out.little_endian(static_cast<std::uint64_t>(entry.expires_at), 8);
    }
    out.byte(rdb_type(entry.value));
    out.text(key);
    write_object(out, entry.value);
  });
}

void write_keys(RdbWriter& out, const Instance& instance) {
  std::size_t number = 0;
  for (const Database& database : instance.keyspace.used()) {
    if (database.size() > 0) {
      out.byte(select_database);
      out.length(number);
      write_database(out, database);
    }
    ++number;
  }
}

}  // namespace

std::string write_rdb_file(const Instance& instance, RdbContent content) {
  static_assert(rdb_version == 10);
  RdbWriter writer{.bytes = "REDIS0010"};
  if (content.functions) write_functions(writer, instance);
  if (content.keys) write_keys(writer, instance);
  writer.byte(end_of_file);
  writer.checksum();
  return std::move(writer.bytes);
}

}  // namespace rollcall::sim::redis
