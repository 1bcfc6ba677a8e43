#include "sim/redis/stream_nodes.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "sim/redis/sparing_growth.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t listpack_bytes_max = std::size_t{1} << 30;

std::size_t bytes_of(const StreamNode& node) {
  return listpack_frame_bytes + element_bytes(static_cast<std::int64_t>(node.live)) +
         element_bytes(static_cast<std::int64_t>(node.deleted)) + node.elements.size();
}

void mark_deleted(StreamNode& node, std::size_t place) {
  node.elements[place] = static_cast<char>(node.elements[place] | is_deleted);
  --node.live;
  ++node.deleted;
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
bool has_room(const StreamNode& node, std::size_t more, StreamNodeLimits limits) {
  const auto bytes = static_cast<std::size_t>(limits.bytes);
  const std::size_t most = bytes == 0 ? listpack_bytes_max : std::min(bytes, listpack_bytes_max);
  if (bytes_of(node) + more >= most) return false;
  const auto entries = static_cast<std::size_t>(limits.entries);
  return entries == 0 || node.live + node.deleted < entries;
}

}  // namespace

// Their number, the names, a zero.
std::string head_of_node(std::span<const std::string_view> names) {
  std::string elements;
  append_element(elements, static_cast<std::int64_t>(names.size()));
  for (const std::string_view name : names) append_element(elements, name);
  append_element(elements, std::int64_t{0});
  return elements;
}

// Flags, the distance to the node's first id, the values (and names, where they differ from the
// node's), and how many elements that is.
void append_entry(StreamNode& node, StreamId first, StreamId id, std::int64_t flags,
                  std::span<const std::string_view> content) {
  const bool same_names = (flags & has_names_of_node) != 0;
  const auto size = static_cast<std::int64_t>(content.size());
  std::string elements;
  append_element(elements, flags);
  append_element(elements, static_cast<std::int64_t>(id.ms - first.ms));
  append_element(elements, static_cast<std::int64_t>(id.seq - first.seq));
  if (!same_names) append_element(elements, size / 2);
  for (const std::string_view text : content) append_element(elements, text);
  append_element(elements, size + (same_names ? 3 : 4));
  reserve_sparingly(node.elements, node.elements.size() + elements.size());
  node.elements += elements;
  node.last = id;
  ++((flags & is_deleted) != 0 ? node.deleted : node.live);
}

StreamNodeReader::StreamNodeReader(StreamId first, const StreamNode& node)
    : elements_(&node.elements), first_(first), reader_(node.elements) {
  names_ = static_cast<std::size_t>(number());
  unread_ = names_ + 1;
}

bool StreamNodeReader::next() {
  while (true) {
    for (; unread_ > 0; --unread_) static_cast<void>(reader_.next());
    if (reader_.at_end()) return false;
    if (read_head()) return true;
  }
}

bool StreamNodeReader::previous() {
  while (true) {
    reader_ = ListpackReader(*elements_, place_);
    reader_.back();
    const std::int64_t size = number();  // of an entry; the zero is the end of the names
    if (size == 0) return false;
    for (std::int64_t left = size + 1; left > 0; --left) reader_.back();
    if (read_head()) return true;
  }
}

bool StreamNodeReader::read_head() {
  place_ = reader_.place();
  const std::int64_t flags = number();
  id_.ms = first_.ms + static_cast<std::uint64_t>(number());
  id_.seq = first_.seq + static_cast<std::uint64_t>(number());
  same_names_ = (flags & has_names_of_node) != 0;
  unread_ = 1 + (same_names_ ? names_ : 2 * static_cast<std::size_t>(number()));
  return (flags & is_deleted) == 0;
}

std::vector<std::string> StreamNodeReader::fields() const {
  ListpackReader names(*elements_);
  static_cast<void>(names.next());
  ListpackReader content = reader_;
  std::vector<std::string> fields;
  for (std::size_t left = unread_ - 1; left > 0; --left) {
    if (same_names_) fields.push_back(names.next()->to_string());
    fields.push_back(content.next()->to_string());
  }
  return fields;
}

StreamNodes::Nodes::const_iterator StreamNodes::from(StreamId id) const {
  const auto above = nodes_.upper_bound(id);
  return above == nodes_.begin() ? above : std::prev(above);
}

std::size_t StreamNodes::count_in_front_below(StreamId id) const {
  std::size_t count = 0;
  for (StreamNodeReader entry(nodes_.begin()->first, front()); entry.next() && entry.id() < id;) {
    ++count;
  }
  return count;
}

void StreamNodes::append(StreamId id, std::span<const std::string_view> fields,
                         StreamNodeLimits limits) {
  std::size_t raw_bytes = 0;
  for (const std::string_view text : fields) raw_bytes += text.size();
  std::vector<std::string_view> names;
  std::vector<std::string_view> values;
  for (std::size_t at = 0; at < fields.size(); at += 2) {
    names.push_back(fields[at]);
    values.push_back(fields[at + 1]);
  }
  const std::string head = head_of_node(names);
  auto last = nodes_.empty() ? nodes_.end() : std::prev(nodes_.end());
  // Trimming may leave a node that is empty, and XSETID may let the ids begin anew below it.
  if (last != nodes_.end() && id < last->first) {
    nodes_.clear();
    last = nodes_.end();
  }
  if (last == nodes_.end() || !has_room(last->second, raw_bytes, limits)) {
    if (last != nodes_.end()) last->second.elements.shrink_to_fit();
    last = nodes_.emplace_hint(nodes_.end(), id, StreamNode{.elements = head});
  }
  const bool same_names = last->second.elements.starts_with(head);
  append_entry(last->second, last->first, id, same_names ? has_names_of_node : 0,
               same_names ? std::span<const std::string_view>(values) : fields);
  ++size_;
}

bool StreamNodes::erase(StreamId id) {
  const auto at = nodes_.upper_bound(id);
  if (at == nodes_.begin()) return false;
  const auto node = std::prev(at);
  StreamNodeReader entry(node->first, node->second);
  bool there = entry.next();
  while (there && entry.id() < id) there = entry.next();
  if (!there || entry.id() != id) return false;
  --size_;
  if (node->second.live == 1) {
    nodes_.erase(node);
  } else {
    mark_deleted(node->second, entry.place());
  }
  return true;
}

void StreamNodes::erase_front_node() {
  size_ -= front().live;
  nodes_.erase(nodes_.begin());
}

void StreamNodes::erase_in_front_node(std::size_t count) {
  auto& [first, node] = *nodes_.begin();
  size_ -= count;
  for (StreamNodeReader entry(first, node); count > 0 && entry.next(); --count) {
    mark_deleted(node, entry.place());
  }
}

void StreamNodes::restore(StreamId first, StreamNode node) {
  size_ += node.live;
  nodes_.emplace_hint(nodes_.end(), first, std::move(node));
}

std::size_t StreamNodes::tree_size() const {
  if (nodes_.empty()) return 1;
  std::vector<Key> keys;
  for (const auto& [first, node] : nodes_) keys.push_back(key_of(first));
  return subtree_size(keys, 0);
}

}  // namespace rollcall::sim::redis
