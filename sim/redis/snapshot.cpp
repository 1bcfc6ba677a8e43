#include "sim/redis/snapshot.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <utility>
#include <variant>

#include "engine/check.h"
#include "sim/redis/hash.h"

namespace rollcall::sim::redis {
namespace {

static_assert(std::endian::native == std::endian::little, "integers are written as they lie");

constexpr std::string_view magic = "rollcall-redis-1\n";
constexpr std::uint8_t end_marker = 255;

class Writer {
 public:
  template <class Integer>
  void integer(Integer number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
  }
  void text(std::string_view text) {
    integer(static_cast<std::uint32_t>(text.size()));
    bytes += text;
  }

  void operator()(const String& string) { text(string); }
  void operator()(const std::unique_ptr<List>& list) {
    integer(static_cast<std::uint32_t>(list->size()));
    for (const std::string& element : *list) text(element);
  }
  void operator()(const std::unique_ptr<Set>& set) {
    integer(static_cast<std::uint32_t>(set->size()));
    set->for_each([&](const std::string& member, const Nothing&) { text(member); });
  }
  void operator()(const std::unique_ptr<Hash>& hash) {
    integer(static_cast<std::uint32_t>(hash->size()));
    hash->for_each([&](const std::string& field, const std::string& value) {
      text(field);
      text(value);
    });
  }

  std::string bytes;
};

// The checksum has vouched for the bytes: what does not fit now is a bug of ours.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class Integer>
  Integer integer() {
    ROLLCALL_CHECK(rest_.size() >= sizeof(Integer), "a snapshot ends too early");
    Integer number;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }
  std::string_view text() {
    const auto length = integer<std::uint32_t>();
    ROLLCALL_CHECK(rest_.size() >= length, "a snapshot ends too early");
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
  }

 private:
  std::string_view rest_;
};

Value read_value(Reader& reader, std::uint8_t type) {
  if (type == 0) return String(reader.text());
  auto count = reader.integer<std::uint32_t>();
  if (type == 1) {
    auto list = std::make_unique<List>();
    for (; count > 0; --count) list->emplace_back(reader.text());
    return list;
  }
  if (type == 2) {
    auto set = std::make_unique<Set>();
    for (; count > 0; --count) set->insert(reader.text());
    return set;
  }
  ROLLCALL_CHECK(type == 3, "a snapshot holds an unknown type");
  auto hash = std::make_unique<Hash>();
  for (; count > 0; --count) {
    std::string& value = hash->insert(reader.text()).value;
    value = reader.text();
  }
  return hash;
}

// The part that the checksum covers; nothing when it does not match.
std::expected<std::string_view, std::string> verified(std::string_view bytes) {
  const std::string wrong = "Wrong signature trying to load DB from file";
  if (!bytes.starts_with(magic)) return std::unexpected(wrong);
  if (bytes.size() < magic.size() + 1 + sizeof(std::uint64_t)) {
    return std::unexpected("Short read or OOM loading DB. Unrecoverable error, aborting now.");
  }
  const std::size_t covered = bytes.size() - sizeof(std::uint64_t);
  const auto checksum = Reader(bytes.substr(covered)).integer<std::uint64_t>();
  if (checksum != checksum_of(bytes.substr(0, covered))) {
    return std::unexpected("Wrong RDB checksum. Aborting now.");
  }
  return bytes.substr(0, covered);
}

}  // namespace

std::string write_snapshot(const Keyspace& keyspace) {
  Writer writer;
  writer.bytes = magic;
  std::uint8_t number = 0;
  for (const Database& database : keyspace.used()) {
    database.keys().for_each([&](const std::string& key, const Entry& entry) {
      writer.integer(static_cast<std::uint8_t>(entry.value.index()));
      writer.integer(number);
      writer.integer(entry.expires_at);
      writer.text(key);
      std::visit(writer, entry.value);
    });
    ++number;
  }
  writer.integer(end_marker);
  writer.integer(checksum_of(writer.bytes));
  return std::move(writer.bytes);
}

std::expected<LoadReport, std::string> read_snapshot(std::string_view bytes, Keyspace& keyspace,
                                                     UnixMs now) {
  const auto covered = verified(bytes);
  if (!covered) return std::unexpected(covered.error());
  LoadReport report{.used_bytes = bytes.size()};
  Reader reader(covered->substr(magic.size()));
  for (auto type = reader.integer<std::uint8_t>(); type != end_marker;
       type = reader.integer<std::uint8_t>()) {
    Database& database = keyspace.database(reader.integer<std::uint8_t>());
    const auto expires_at = reader.integer<UnixMs>();
    const std::string_view key = reader.text();
    Value value = read_value(reader, type);
    if (now > expires_at) {
      ++report.expired;
      continue;
    }
    Entry& entry = database.at(key);
    entry.value = std::move(value);
    database.set_expiry(entry, expires_at);
    ++report.keys;
  }
  return report;
}

}  // namespace rollcall::sim::redis
