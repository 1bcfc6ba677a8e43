#include "sim/redis/dump_payload.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/dump_compact.h"
#include "sim/redis/listpack.h"
#include "sim/redis/numbers.h"
#include "sim/redis/rdb_reader.h"
#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t footer_bytes = sizeof rdb_version + sizeof(std::uint64_t);

// What a node of a quicklist holds: one element, or a listpack.
constexpr std::size_t plain_node = 1;
constexpr std::size_t packed_node = 2;

std::unique_ptr<List> read_quicklist(RdbReader& in) {
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
void add(RdbReader& in, Set& set, std::string_view member) {
  if (!set.insert(member)) in.refuse();
}
void add(RdbReader& in, Hash& hash, std::string_view field, std::string_view value) {
  if (!hash.set(field, value)) in.refuse();
}
void add(RdbReader& in, SortedSet& set, std::string_view member, double score) {
  if (std::isnan(score) || set.score_of(member)) return in.refuse();
  set.set(member, score);
}

Value read_compact(RdbReader& in, std::uint64_t type) {
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
  std::optional<std::pair<double, std::string_view>> last;
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
      const std::pair<double, std::string_view> element(parse_double(*word).value_or(none), first);
      if (last && element < *last) in.refuse();
      last = element;
      add(in, *sorted, first, element.first);
    }
  }
  if (type == intset_type) return set;
  if (type == hash_listpack_type) return hash;
  return sorted;
}

Value read_value(RdbReader& in, std::uint64_t type) {
  if (type == string_type) return in.text();
  if (type == quicklist_type) return read_quicklist(in);
  if (type == older_stream_type || type == stream_type) return read_stream(in, type);
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

std::string dump_payload(const Value& value) {
  RdbWriter writer;
  writer.byte(rdb_type(value));
  write_object(writer, value);
  return with_footer(std::move(writer));
}

bool is_dump_payload(std::string_view payload) {
  if (payload.size() < footer_bytes) return false;
  RdbReader footer(payload.substr(payload.size() - footer_bytes));
  if (footer.little_endian(sizeof rdb_version) > rdb_version) return false;
  const std::string_view covered = payload.substr(0, payload.size() - sizeof(std::uint64_t));
  return footer.little_endian(sizeof(std::uint64_t)) == crc64(covered);
}

std::optional<Value> restored_value(std::string_view payload) {
  RdbReader reader(payload.substr(0, payload.size() - footer_bytes));
  const std::uint64_t type = reader.little_endian(1);
  constexpr RdbType known[] = {
      string_type,     list_type,         set_type,           hash_type,
      sorted_set_type, intset_type,       hash_listpack_type, sorted_set_listpack_type,
      quicklist_type,  older_stream_type, stream_type};
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
  RdbReader reader(payload.substr(0, payload.size() - footer_bytes));
  std::vector<std::string> codes;
  while (!reader.at_end()) {
    if (reader.little_endian(1) != library_of_functions) return std::nullopt;
    codes.push_back(reader.text());
  }
  if (reader.failed()) return std::nullopt;
  return codes;
}

}  // namespace rollcall::sim::redis
