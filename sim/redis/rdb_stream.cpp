// A stream in Redis's RDB format: a listpack per node of its radix tree, then its counters and its
// consumer groups.
//
// A node's listpack begins with counts of its live and deleted entries, and with the names of the
// fields that entries with the same ones leave out.
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/redis/listpack.h"
#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

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

void write_node(RdbWriter& out, StreamId first, const StreamNode& node) {
  std::string elements;
  append_element(elements, static_cast<std::int64_t>(node.live));
  append_element(elements, static_cast<std::int64_t>(node.deleted));
  elements += node.elements;
  std::size_t count = 0;
  for (ListpackReader in(elements); !in.at_end(); ++count) static_cast<void>(in.next());
  write_raw(out, key_of(first));
  write_raw(out, framed_listpack(elements, count));
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
  for (const auto& [first, node] : stream.nodes().nodes()) write_node(out, first, node);
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
