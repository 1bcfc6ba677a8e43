#include "sim/redis/stream_nodes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <span>

#include "sim/redis/dump_compact.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t listpack_bytes_max = std::size_t{1} << 30;
constexpr std::size_t listpack_frame = 7;  // length and count in front, the mark at the end

std::size_t with_back_length(std::size_t bytes) { return bytes + back_length_bytes(bytes); }

std::size_t element_size(std::int64_t number) {
  const auto fits = [number](int bits) {
    const std::int64_t limit = std::int64_t{1} << (bits - 1);
    return number >= -limit && number < limit;
  };
  if (number >= 0 && number < 128) return with_back_length(1);
  if (fits(13)) return with_back_length(2);
  if (fits(16)) return with_back_length(3);
  if (fits(24)) return with_back_length(4);
  return with_back_length(fits(32) ? 5 : 9);
}

std::size_t element_size(const std::string& text) {
  if (const auto number = parse_integer(text)) return element_size(*number);
  if (text.size() < 64) return with_back_length(1 + text.size());
  return with_back_length((text.size() < 4096 ? 2 : 5) + text.size());
}

std::size_t element_size(std::uint64_t number) {
  return element_size(static_cast<std::int64_t>(number));
}

std::vector<std::string> names_of(const std::vector<std::string>& fields) {
  std::vector<std::string> names;
  for (std::size_t at = 0; at < fields.size(); at += 2) names.push_back(fields[at]);
  return names;
}

// Counts of live and deleted entries, the names of the fields with their number, a zero.
std::size_t head_size(const std::vector<std::string>& names) {
  std::size_t bytes = listpack_frame + 3 * element_size(std::int64_t{0});
  bytes += element_size(std::uint64_t{names.size()});
  for (const std::string& name : names) bytes += element_size(name);
  return bytes;
}

// Flags, the distance to the node's first id, the values (and names, where they differ from the
// node's), and how many elements that is.
std::size_t entry_size(StreamId first, StreamId id, const std::vector<std::string>& fields,
                       bool same_names) {
  std::size_t bytes = element_size(std::int64_t{0}) + element_size(id.ms - first.ms) +
                      element_size(id.seq - first.seq);
  for (std::size_t at = same_names ? 1 : 0; at < fields.size(); at += same_names ? 2 : 1) {
    bytes += element_size(fields[at]);
  }
  const std::uint64_t pairs = fields.size() / 2;
  if (same_names) return bytes + element_size(pairs + 3);
  return bytes + element_size(pairs) + element_size(2 * pairs + 4);
}

using Key = std::array<std::uint8_t, 16>;

Key key_of(StreamId id) {
  Key key{};
  for (std::size_t at = 0; at < 8; ++at) {
    key[at] = static_cast<std::uint8_t>(id.ms >> (56 - 8 * at));
    key[8 + at] = static_cast<std::uint8_t>(id.seq >> (56 - 8 * at));
  }
  return key;
}

// Of the subtree with those (ascending) keys, which agree in their first `depth` bytes: one node
// for a run of bytes that all share, and one for the branch or the leaf behind it.
std::size_t subtree_size(std::span<const Key> keys, std::size_t depth) {
  const Key& front = keys.front();
  const auto split = std::ranges::mismatch(front, keys.back()).in1;
  const auto shared = static_cast<std::size_t>(std::distance(front.begin(), split));
  std::size_t size = shared > depth ? 2 : 1;
  if (keys.size() == 1) return size;
  while (!keys.empty()) {
    const std::uint8_t byte = keys.front()[shared];
    const auto end =
        std::ranges::find_if(keys, [&](const Key& key) { return key[shared] != byte; });
    const auto count = static_cast<std::size_t>(std::distance(keys.begin(), end));
    size += subtree_size(keys.first(count), shared + 1);
    keys = keys.subspan(count);
  }
  return size;
}

// Whether the limits leave room for that many bytes more.
bool has_room(const StreamNodes::Node& node, std::size_t more, StreamNodeLimits limits) {
  const auto bytes = static_cast<std::size_t>(limits.bytes);
  const std::size_t most = bytes == 0 ? listpack_bytes_max : std::min(bytes, listpack_bytes_max);
  if (node.bytes + more >= most) return false;
  const auto entries = static_cast<std::size_t>(limits.entries);
  return entries == 0 || node.live + node.deleted < entries;
}

}  // namespace

void StreamNodes::append(StreamId id, const std::vector<std::string>& fields,
                         StreamNodeLimits limits) {
  std::size_t raw_bytes = 0;
  for (const std::string& text : fields) raw_bytes += text.size();
  const std::vector<std::string> names = names_of(fields);
  auto last = nodes_.empty() ? nodes_.end() : std::prev(nodes_.end());
  // Trimming may leave a node that is empty, and XSETID may let the ids begin anew below it.
  if (last != nodes_.end() && id < last->first) {
    nodes_.clear();
    last = nodes_.end();
  }
  if (last == nodes_.end() || !has_room(last->second, raw_bytes, limits)) {
    last = nodes_.emplace_hint(nodes_.end(), id, Node{.bytes = head_size(names), .fields = names});
  }
  Node& node = last->second;
  node.bytes += entry_size(last->first, id, fields, node.fields == names);
  node.last = id;
  ++node.live;
}

void StreamNodes::erase(StreamId id) {
  const auto node = std::prev(nodes_.upper_bound(id));
  if (node->second.live == 1) {
    nodes_.erase(node);
    return;
  }
  --node->second.live;
  ++node->second.deleted;
}

void StreamNodes::erase_in_front_node(std::size_t count) {
  Node& node = nodes_.begin()->second;
  node.live -= count;
  node.deleted += count;
}

std::size_t StreamNodes::tree_size() const {
  if (nodes_.empty()) return 1;
  std::vector<Key> keys;
  for (const auto& [first, node] : nodes_) keys.push_back(key_of(first));
  return subtree_size(keys, 0);
}

}  // namespace rollcall::sim::redis
