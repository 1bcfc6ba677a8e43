#include "sim/redis/dump_payload.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

#include "sim/redis/dump_compact.h"
#include "sim/redis/numbers.h"
#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t footer_bytes = sizeof rdb_version + sizeof(std::uint64_t);

// What a node of a quicklist holds: one element, or a listpack.
constexpr std::size_t plain_node = 1;
constexpr std::size_t packed_node = 2;

// What LZF has compressed: runs of literal bytes, and copies of what came before.
std::optional<std::string> decompressed(std::string_view bytes, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto next = [&] { return static_cast<unsigned char>(bytes[at++]); };
    const std::size_t control = next();
    if (control < 32) {
      if (bytes.size() - at < control + 1) return std::nullopt;
      text += bytes.substr(at, control + 1);
      at += control + 1;
      continue;
    }
    std::size_t length = control >> 5;
    if (bytes.size() - at < (length == 7 ? 2 : 1)) return std::nullopt;
    if (length == 7) length += next();
    const std::size_t back = ((control & 31) << 8) + next() + 1;
    if (back > text.size() || text.size() + length + 2 > size) return std::nullopt;
    for (std::size_t i = 0; i < length + 2; ++i) text += text[text.size() - back];
  }
  return text.size() == size ? std::optional(std::move(text)) : std::nullopt;
}

// Reads from the front; from the first wrong byte on it has failed.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return left_.empty(); }

  std::uint64_t little_endian(std::size_t size) {
    const std::string_view bytes = take(size);
    std::uint64_t value = 0;
    for (std::size_t at = bytes.size(); at > 0; --at) {
      value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
    }
    return value;
  }
  std::size_t length() {
    const auto first = static_cast<unsigned>(little_endian(1));
    if (first < 0x40) return first;
    if (first < 0x80) return (first & 0x3f) << 8 | static_cast<unsigned>(little_endian(1));
    const std::string_view bytes = take(first == 0x80 ? 4 : first == 0x81 ? 8 : fail());
    std::size_t value = 0;
    for (const char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
    return value;
  }
  void refuse() { fail(); }
  // Of the elements that follow, each of which takes a byte at least.
  std::size_t count() {
    const std::size_t count = length();
    return count == 0 || count > left_.size() ? fail() : count;
  }
  std::string text() {
    const unsigned first = left_.empty() ? 0U : static_cast<unsigned char>(left_.front());
    if (first < int8_string) return std::string(take(length()));
    take(1);
    if (first == compressed_string) return compressed();
    if (first > int32_string) fail();
    const std::size_t bits = std::size_t{8} << (first - int8_string);
    const std::uint64_t number = failed_ ? 0 : little_endian(bits / 8);
    std::string digits;  // of a number whose sign is its highest bit
    append_integer(digits,
                   failed_ ? 0 : static_cast<std::int64_t>(number << (64 - bits)) >> (64 - bits));
    return digits;
  }

 private:
  std::string compressed() {
    const std::size_t packed = length();
    const std::size_t size = length();
    auto text = decompressed(take(packed), size);
    if (!text) fail();
    return std::move(text).value_or(std::string());
  }
  std::size_t fail() {
    failed_ = true;
    left_ = {};
    return 0;
  }
  std::string_view take(std::size_t size) {
    if (size > left_.size()) size = fail();
    const std::string_view bytes = left_.substr(0, size);
    left_.remove_prefix(size);
    return bytes;
  }

  std::string_view left_;
  bool failed_ = false;
};

std::unique_ptr<List> read_quicklist(Reader& in) {
  auto list = std::make_unique<List>();
  for (std::size_t nodes = in.count(); nodes > 0; --nodes) {
    const std::size_t kind = in.length();
    if (kind != plain_node && kind != packed_node) in.refuse();
    std::string node = in.text();
    if (kind == plain_node) {
      list->push_back(ShortString(node));
      continue;
    }
    const auto elements = read_listpack(node);
    if (!elements) in.refuse();
    if (!elements) break;
    for (const std::string& element : *elements) list->push_back(ShortString(element));
  }
  if (list->empty()) in.refuse();
  return list;
}

// What is added must not be there yet, and a score must have a place in the order. Redis takes some
// such payloads in a compact encoding, and comes to harm later.
void add(Reader& in, Set& set, std::string_view member) {
  if (!set.insert(member).fresh) in.refuse();
}
void add(Reader& in, Hash& hash, std::string_view field, std::string_view value) {
  if (!hash.set(field, value)) in.refuse();
}
void add(Reader& in, SortedSet& set, std::string_view member, double score) {
  if (std::isnan(score) || set.score_of(member)) return in.refuse();
  set.set(member, score);
}

Value read_compact(Reader& in, std::uint64_t type) {
  const bool in_pairs = type != intset_type;
  const std::string bytes = in.text();
  auto words = in_pairs ? read_listpack(bytes) : read_intset(bytes);
  if (!words || words->empty() || (in_pairs && words->size() % 2 != 0)) {
    in.refuse();
    words.emplace();
  }
  auto set = std::make_unique<Set>();
  auto hash = std::make_unique<Hash>();
  auto sorted = std::make_unique<SortedSet>();
  sorted->leave_compact_form();
  for (auto word = words->begin(); word != words->end(); ++word) {
    if (type == intset_type) {
      add(in, *set, *word);
      continue;
    }
    const std::string& first = *word++;
    if (type == hash_listpack_type) {
      add(in, *hash, first, *word);
    } else {
      constexpr double none = std::numeric_limits<double>::quiet_NaN();
      add(in, *sorted, first, parse_double(*word).value_or(none));
    }
  }
  if (type == intset_type) return set;
  if (type == hash_listpack_type) return hash;
  return sorted;
}

Value read_value(Reader& in, std::uint64_t type) {
  if (type == string_type) return in.text();
  if (type == quicklist_type) return read_quicklist(in);
  if (type >= intset_type) return read_compact(in, type);
  std::size_t count = in.count();
  if (type == list_type) {
    auto list = std::make_unique<List>();
    for (; count > 0; --count) list->push_back(ShortString(in.text()));
    return list;
  }
  if (type == set_type) {
    auto set = std::make_unique<Set>();
    for (; count > 0; --count) add(in, *set, in.text());
    return set;
  }
  if (type == hash_type) {
    auto hash = std::make_unique<Hash>();
    for (; count > 0; --count) {
      const std::string field = in.text();
      add(in, *hash, field, in.text());
    }
    return hash;
  }
  auto set = std::make_unique<SortedSet>();
  set->leave_compact_form();
  for (; count > 0; --count) {
    const std::string member = in.text();
    add(in, *set, member, std::bit_cast<double>(in.little_endian(8)));
  }
  return set;
}

std::string with_footer(RdbWriter writer) {
  writer.little_endian(rdb_version, sizeof rdb_version);
  writer.checksum();
  return std::move(writer.bytes);
}

}  // namespace

std::optional<std::string> dump_payload(const Value& value) {
  const RdbType type = rdb_type(value);
  if (type == stream_type) return std::nullopt;
  RdbWriter writer;
  writer.byte(type);
  write_object(writer, value);
  return with_footer(std::move(writer));
}

bool is_dump_payload(std::string_view payload) {
  if (payload.size() < footer_bytes) return false;
  Reader footer(payload.substr(payload.size() - footer_bytes));
  if (footer.little_endian(sizeof rdb_version) > rdb_version) return false;
  const std::string_view covered = payload.substr(0, payload.size() - sizeof(std::uint64_t));
  return footer.little_endian(sizeof(std::uint64_t)) == crc64(covered);
}

std::optional<Value> restored_value(std::string_view payload) {
  Reader reader(payload.substr(0, payload.size() - footer_bytes));
  const std::uint64_t type = reader.little_endian(1);
  constexpr RdbType known[] = {
      string_type,     list_type,   set_type,           hash_type,
      sorted_set_type, intset_type, hash_listpack_type, sorted_set_listpack_type,
      quicklist_type};
  const bool is_known = std::ranges::find(known, type) != std::end(known);
  if (!is_known) return std::nullopt;
  Value value = read_value(reader, type);
  if (reader.failed()) return std::nullopt;
  return value;
}

std::string libraries_payload(const std::vector<std::string_view>& codes) {
  RdbWriter writer;
  for (const std::string_view code : codes) {
    writer.byte(library_of_functions);
    writer.text(code);
  }
  return with_footer(std::move(writer));
}

std::optional<std::vector<std::string>> restored_libraries(std::string_view payload) {
  Reader reader(payload.substr(0, payload.size() - footer_bytes));
  std::vector<std::string> codes;
  while (!reader.at_end()) {
    if (reader.little_endian(1) != library_of_functions) return std::nullopt;
    codes.push_back(reader.text());
  }
  if (reader.failed()) return std::nullopt;
  return codes;
}

}  // namespace rollcall::sim::redis
