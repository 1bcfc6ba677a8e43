#include "sim/redis/snapshot.h"

#include <cstdint>
#include <memory>
#include <utility>
#include <variant>

#include "engine/check.h"
#include "sim/redis/encoding.h"
#include "sim/redis/eviction.h"
#include "sim/redis/functions.h"
#include "sim/redis/hash.h"
#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view magic = "rollcall-redis-1\n";
constexpr std::uint8_t library_marker = 254;
constexpr std::uint8_t end_marker = 255;
constexpr std::uint8_t compact_bit = 64;

void write(SnapshotWriter& out, const String& string) { out.text(string); }

void write(SnapshotWriter& out, const List& list) {
  out.count(list.size());
  list.for_each([&](std::string_view element) { out.text(element); });
}

void write(SnapshotWriter& out, const Set& set) {
  out.count(set.size());
  set.for_each([&](std::string_view member, const Nothing&) { out.text(member); });
}

void write(SnapshotWriter& out, const Hash& hash) {
  out.count(hash.size());
  hash.for_each([&](std::string_view field, std::string_view value) {
    out.text(field);
    out.text(value);
  });
}

void read(SnapshotReader& in, String& string) { string = in.text(); }

void read(SnapshotReader& in, List& list) {
  for (auto count = in.count(); count > 0; --count) list.push_back(ShortString(in.text()));
}

void read(SnapshotReader& in, Set& set) {
  for (auto count = in.count(); count > 0; --count) set.insert(in.text());
}

void read(SnapshotReader& in, Hash& hash) {
  for (auto count = in.count(); count > 0; --count) {
    const std::string_view field = in.text();
    hash.set(field, in.text());
  }
}

// Of the type with that number, in the order of Value.
template <std::size_t type = 0>
Value empty_value_of(std::size_t number) {
  if constexpr (type < std::variant_size_v<Value>) {
    if (number != type) return empty_value_of<type + 1>(number);
    using Held = std::variant_alternative_t<type, Value>;
    if constexpr (std::is_same_v<Held, String>) {
      return String();
    } else {
      return std::make_unique<typename Held::element_type>();
    }
  } else {
    ROLLCALL_UNREACHABLE("a snapshot holds an unknown type");
  }
}

template <class Held>
auto& content(Held& held) {
  if constexpr (std::is_same_v<std::remove_const_t<Held>, String>) {
    return held;
  } else {
    return *held;
  }
}

// One that was loaded before can be loaded again.
void load_library(Instance& instance, std::string_view code) {
  const auto library = instance.functions().load(
      code, {.replace = true, .instructions_max = instance.config.script_instructions_max});
  ROLLCALL_CHECK(library.has_value(), "a library of a snapshot cannot be loaded");
}

// The part that the checksum covers; nothing when it does not match.
std::expected<std::string_view, std::string> verified(std::string_view bytes) {
  const std::string wrong = "Wrong signature trying to load DB from file";
  if (!bytes.starts_with(magic)) return std::unexpected(wrong);
  if (bytes.size() < magic.size() + 1 + sizeof(std::uint64_t)) {
    return std::unexpected("Short read or OOM loading DB. Unrecoverable error, aborting now.");
  }
  const std::size_t covered = bytes.size() - sizeof(std::uint64_t);
  const auto checksum = SnapshotReader(bytes.substr(covered)).number<std::uint64_t>();
  if (checksum != checksum_of(bytes.substr(0, covered))) {
    return std::unexpected("Wrong RDB checksum. Aborting now.");
  }
  return bytes.substr(0, covered);
}

}  // namespace

std::string write_snapshot(const Instance& instance) {
  SnapshotWriter writer;
  writer.bytes = magic;
  for (const std::string_view code : instance.function_libraries()) {
    writer.number(library_marker);
    writer.text(code);
  }
  std::uint8_t number = 0;
  for (const Database& database : instance.keyspace.used()) {
    database.keys().for_each([&](std::string_view key, const Entry& entry) {
      const std::uint8_t compact = is_compact(entry.value) ? compact_bit : 0;
      writer.number(static_cast<std::uint8_t>(entry.value.index() | compact));
      writer.number(number);
      writer.number(entry.expires_at);
      writer.text(key);
      std::visit([&](const auto& held) { write(writer, content(held)); }, entry.value);
    });
    ++number;
  }
  writer.number(end_marker);
  writer.number(checksum_of(writer.bytes));
  return std::move(writer.bytes);
}

std::expected<LoadReport, std::string> read_snapshot(std::string_view bytes, Instance& instance,
                                                     UnixMs now) {
  const auto covered = verified(bytes);
  if (!covered) return std::unexpected(covered.error());
  LoadReport report{.used_bytes = bytes.size()};
  SnapshotReader reader(covered->substr(magic.size()));
  for (auto type = reader.number<std::uint8_t>(); type != end_marker;
       type = reader.number<std::uint8_t>()) {
    if (type == library_marker) {
      load_library(instance, reader.text());
      continue;
    }
    Database& database = instance.keyspace.database(reader.number<std::uint8_t>());
    const auto expires_at = reader.number<UnixMs>();
    const std::string_view key = reader.text();
    const bool was_compact = (type & compact_bit) != 0;
    Value value = empty_value_of(type & ~std::size_t{compact_bit});
    std::visit([&](auto& held) { read(reader, content(held)); }, value);
    if (expires_at != no_expiry && now > expires_at && !instance.loading) {
      ++report.expired;
      continue;
    }
    Entry& entry = database.at(key);
    entry.value = std::move(value);
    settle_loaded(entry.value, was_compact, instance.config);
    note_creation(entry, now);
    database.set_expiry(entry, expires_at);
    ++report.keys;
  }
  return report;
}

}  // namespace rollcall::sim::redis
