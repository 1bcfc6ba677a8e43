#include "sim/redis/snapshot.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "sim/redis/encoding.h"
#include "sim/redis/eviction.h"
#include "sim/redis/functions.h"
#include "sim/redis/hash.h"
#include "sim/redis/rdb_value.h"
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
  set.for_each([&](std::string_view member) { out.text(member); });
}

void write(SnapshotWriter& out, const Hash& hash) {
  out.count(hash.size());
  hash.for_each([&](std::string_view field, std::string_view value) {
    out.text(field);
    out.text(value);
  });
}

// As in a DUMP: the only form in which its nodes stay what they are.
void write(SnapshotWriter& out, const Stream& stream) {
  RdbWriter object;
  write_object(object, stream);
  out.text(object.bytes);
}

void read(SnapshotReader& in, String& string) { string = in.text(); }

void read(SnapshotReader& in, List& list) {
  for (auto count = in.count(); count > 0; --count) list.push_back(ShortString(in.text()));
}

void read(SnapshotReader& in, Set& set) {
  for (auto count = in.count(); count > 0; --count) in.expect(set.insert(in.text()));
}

void read(SnapshotReader& in, Hash& hash) {
  for (auto count = in.count(); count > 0; --count) {
    const std::string_view field = in.text();
    in.expect(hash.set(field, in.text()));
  }
}

void read(SnapshotReader& in, Stream& stream) {
  RdbReader object(in.text());
  stream = std::move(*read_stream(object, stream_type));
  in.expect(!object.failed() && object.at_end());
}

// Of the type with that number, in the order of Value.
template <std::size_t type = 0>
Value empty_value_of(std::size_t number) {
  using Held = std::variant_alternative_t<type, Value>;
  if constexpr (type + 1 < std::variant_size_v<Value>) {
    if (number != type) return empty_value_of<type + 1>(number);
  }
  if constexpr (std::is_same_v<Held, String>) {
    return String();
  } else {
    return std::make_unique<typename Held::element_type>();
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

// A container that has lost all its elements has gone; only a stream stays.
bool may_be(const Value& value) {
  return std::visit(
      []<class Held>(const Held& held) {
        if constexpr (std::is_same_v<Held, String> ||
                      std::is_same_v<Held, std::unique_ptr<Stream>>) {
          return true;
        } else {
          return !held->empty();
        }
      },
      value);
}

// What a snapshot holds, beside the instance until all of it has been read.
struct Loaded {
  std::vector<std::string_view> libraries;
  Keyspace keyspace;
};

struct LoadOptions {
  const Config& config;
  UnixMs now;
  bool keeps_expired;
};

// The key behind its type; one whose time has come may stay out.
void read_key(SnapshotReader& in, std::uint8_t type, const LoadOptions& options, Loaded& loaded,
              LoadReport& report) {
  const auto number = in.number<std::uint8_t>();
  const auto expires_at = in.number<UnixMs>();
  const std::string_view key = in.text();
  const bool was_compact = (type & compact_bit) != 0;
  const std::size_t index = type & ~std::size_t{compact_bit};
  const bool may_be_compact = index == type_index<Hash> || index == type_index<SortedSet>;
  in.expect(number < Keyspace::database_count && index < std::variant_size_v<Value> &&
            (may_be_compact || !was_compact));
  if (in.refused()) return;
  Database& database = loaded.keyspace.database(number);
  Value value = empty_value_of(index);
  std::visit([&](auto& held) { read(in, content(held)); }, value);
  in.expect(may_be(value) && database.find(key) == nullptr);
  if (in.refused()) return;
  if (expires_at != no_expiry && options.now > expires_at && !options.keeps_expired) {
    ++report.expired;
    return;
  }
  Entry& entry = database.at(key);
  entry.value = std::move(value);
  settle_loaded(entry.value, was_compact, options.config);
  note_creation(entry, options.now);
  database.set_expiry(entry, expires_at);
  ++report.keys;
}

bool load_all(Functions& functions, std::span<const std::string_view> codes, const Config& config) {
  const Functions::LoadOptions options{.replace = false,
                                       .instructions_max = config.script_instructions_max};
  return std::ranges::all_of(
      codes, [&](std::string_view code) { return functions.load(code, options).has_value(); });
}

// In place of those that there are: all of them, or none.
bool replace_libraries(Instance& instance, std::span<const std::string_view> codes) {
  if (codes.empty() && !instance.has_functions()) return true;
  Functions trial(nullptr);
  if (!load_all(trial, codes, instance.config)) return false;
  instance.functions().clear();
  return load_all(instance.functions(), codes, instance.config);
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
  const LoadOptions options{instance.config, now, instance.loading};
  Loaded loaded;
  SnapshotReader reader(covered->substr(magic.size()));
  for (auto type = reader.number<std::uint8_t>(); type != end_marker && !reader.refused();
       type = reader.number<std::uint8_t>()) {
    if (type == library_marker) {
      loaded.libraries.push_back(reader.text());
    } else {
      read_key(reader, type, options, loaded, report);
    }
  }
  reader.expect(reader.at_end());
  const bool fits = !reader.refused() && replace_libraries(instance, loaded.libraries);
  if (!fits) return std::unexpected("Bad data format in DB. Unrecoverable error, aborting now.");
  instance.keyspace = std::move(loaded.keyspace);
  return report;
}

}  // namespace rollcall::sim::redis
