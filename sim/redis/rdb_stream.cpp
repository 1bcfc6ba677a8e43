// A stream in Redis's RDB format: a listpack per node of its radix tree, then its counters and its
// consumer groups.
//
// A node's listpack begins with counts of its live and deleted entries, and with the names of the
// fields that entries with the same ones leave out. Deleted entries are not written.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/redis/dump_compact.h"
#include "sim/redis/numbers.h"
#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

// Elements with their lengths behind them, which let Redis walk backwards.
class Listpack {
 public:
  void integer(std::int64_t number) {
    const auto fits = [number](int bits) {
      const std::int64_t limit = std::int64_t{1} << (bits - 1);
      return number >= -limit && number < limit;
    };
    const auto bits = static_cast<std::uint64_t>(number);
    const std::size_t start = elements_.bytes.size();
    if (number >= 0 && number < 128) {
      elements_.byte(static_cast<unsigned>(number));
    } else if (fits(13)) {
      elements_.byte(0xc0U | static_cast<unsigned>(bits >> 8 & 0x1f));
      elements_.byte(static_cast<unsigned>(bits & 0xff));
    } else {
      const int bytes = fits(16) ? 2 : fits(24) ? 3 : fits(32) ? 4 : 8;
      elements_.byte(bytes == 8 ? 0xf4U : 0xefU + static_cast<unsigned>(bytes));
      elements_.little_endian(bits, bytes);
    }
    end_element(start);
  }
  void text(std::string_view text) {
    if (const auto number = parse_integer(text)) return integer(*number);
    const std::size_t start = elements_.bytes.size();
    if (text.size() < 64) {
      elements_.byte(0x80U | static_cast<unsigned>(text.size()));
    } else if (text.size() < 4096) {
      elements_.byte(0xe0U | static_cast<unsigned>(text.size() >> 8));
      elements_.byte(static_cast<unsigned>(text.size() & 0xff));
    } else {
      elements_.byte(0xf0);
      elements_.little_endian(text.size(), 4);
    }
    elements_.bytes += text;
    end_element(start);
  }
  [[nodiscard]] std::string finished() const {
    constexpr std::size_t frame = 7;  // the sizes in front, and the mark at the end
    constexpr std::size_t unknown = 0xffff;
    RdbWriter whole;
    whole.little_endian(elements_.bytes.size() + frame, 4);
    whole.little_endian(count_ < unknown ? count_ : unknown, 2);
    whole.bytes += elements_.bytes;
    whole.byte(0xff);
    return whole.bytes;
  }

 private:
  // The highest group of seven bits first; all but that one are marked.
  void end_element(std::size_t start) {
    const std::size_t size = elements_.bytes.size() - start;
    const std::size_t groups = back_length_bytes(size);
    for (std::size_t group = groups; group > 0; --group) {
      const auto bits = static_cast<unsigned>(size >> (7 * (group - 1)) & 0x7f);
      elements_.byte(group == groups ? bits : 0x80U | bits);
    }
    ++count_;
  }

  RdbWriter elements_;
  std::size_t count_ = 0;
};

void write_raw(RdbWriter& out, std::string_view bytes) {
  out.length(bytes.size());
  out.bytes += bytes;
}

std::string key_of(StreamId id) {
  std::string key;
  for (const std::uint64_t part : {id.ms, id.seq}) {
    for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(part >> shift & 0xff);
  }
  return key;
}

void write_id(RdbWriter& out, StreamId id) {
  out.length(id.ms);
  out.length(id.seq);
}

bool has_names(const Stream::Fields& fields, const std::vector<std::string>& names) {
  bool same = fields.size() == 2 * names.size();
  for (std::size_t at = 0; same && at < names.size(); ++at) same = fields[2 * at] == names[at];
  return same;
}

void add_entry(Listpack& pack, StreamId first, StreamId id, const Stream::Fields& fields,
               const std::vector<std::string>& names_of_node) {
  const bool same = has_names(fields, names_of_node);
  pack.integer(same ? 2 : 0);  // flags
  pack.integer(static_cast<std::int64_t>(id.ms - first.ms));
  pack.integer(static_cast<std::int64_t>(id.seq - first.seq));
  if (!same) pack.integer(static_cast<std::int64_t>(fields.size() / 2));
  for (std::size_t at = same ? 1 : 0; at < fields.size(); at += same ? 2 : 1) pack.text(fields[at]);
  const std::size_t elements = same ? fields.size() / 2 + 3 : fields.size() + 4;  // so far
  pack.integer(static_cast<std::int64_t>(elements));
}

void write_node(RdbWriter& out, const Stream& stream, StreamId first,
                const StreamNodes::Node& node) {
  Listpack pack;
  pack.integer(static_cast<std::int64_t>(node.live));
  pack.integer(0);  // deleted
  pack.integer(static_cast<std::int64_t>(node.fields.size()));
  for (const std::string& name : node.fields) pack.text(name);
  pack.integer(0);  // the end of the names
  const auto& entries = stream.entries();
  for (auto at = entries.lower_bound(first); at != entries.end() && at->first <= node.last; ++at) {
    add_entry(pack, first, at->first, at->second, node.fields);
  }
  write_raw(out, key_of(first));
  write_raw(out, pack.finished());
}

void write_group(RdbWriter& out, const StreamGroup& group) {
  write_id(out, group.last_id);
  out.length(static_cast<std::uint64_t>(group.entries_read.value_or(-1)));
  out.length(group.pending.size());
  for (const auto& [id, entry] : group.pending) {
    out.bytes += key_of(id);
    out.little_endian(static_cast<std::uint64_t>(entry.delivered_at_ms), 8);
    out.length(entry.deliveries);
  }
  out.length(group.consumers.size());
  for (const auto& [name, consumer] : group.consumers) {
    out.text(name);
    out.little_endian(static_cast<std::uint64_t>(consumer.seen_at_ms), 8);
    out.length(consumer.pending.size());
    for (const StreamId id : consumer.pending) out.bytes += key_of(id);
  }
}

}  // namespace

void write_object(RdbWriter& out, const Stream& stream) {
  out.length(stream.nodes().nodes().size());
  for (const auto& [first, node] : stream.nodes().nodes()) write_node(out, stream, first, node);
  out.length(stream.size());
  write_id(out, stream.last_id);
  write_id(out, stream.first_id());
  write_id(out, stream.max_deleted_id);
  out.length(stream.entries_added);
  out.length(stream.groups.size());
  for (const auto& [name, group] : stream.groups) {
    out.text(name);
    write_group(out, group);
  }
}

}  // namespace rollcall::sim::redis
