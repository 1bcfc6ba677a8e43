#include "sim/redis/stream.h"

#include <algorithm>
#include <iterator>

namespace rollcall::sim::redis {

std::pair<StreamConsumer&, bool> StreamGroup::see(std::string_view consumer, std::int64_t now_ms) {
  auto found = consumers.find(consumer);
  const bool fresh = found == consumers.end();
  if (fresh) found = consumers.emplace(consumer, StreamConsumer{}).first;
  found->second.seen_at_ms = now_ms;
  return {found->second, fresh};
}

PendingEntry& StreamGroup::assign(StreamId id, std::string_view consumer) {
  PendingEntry& entry = pending[id];
  if (entry.consumer != consumer) {
    const auto previous = consumers.find(entry.consumer);
    if (previous != consumers.end()) previous->second.pending.erase(id);
    entry.consumer = consumer;
  }
  consumers.find(consumer)->second.pending.insert(id);
  return entry;
}

bool StreamGroup::acknowledge(StreamId id) {
  const auto entry = pending.find(id);
  if (entry == pending.end()) return false;
  consumers.find(entry->second.consumer)->second.pending.erase(id);
  pending.erase(entry);
  return true;
}

std::optional<std::size_t> StreamGroup::erase_consumer(std::string_view consumer) {
  const auto found = consumers.find(consumer);
  if (found == consumers.end()) return std::nullopt;
  const std::size_t count = found->second.pending.size();
  for (const StreamId id : found->second.pending) pending.erase(id);
  consumers.erase(found);
  return count;
}

StreamId Stream::first_id() const { return entries_.empty() ? lowest_id : entries_.begin()->first; }

StreamId Stream::top_id() const { return entries_.empty() ? lowest_id : entries_.rbegin()->first; }

std::vector<const Stream::Entry*> Stream::range(StreamId from, StreamId to,
                                                std::size_t most) const {
  std::vector<const Entry*> found;
  for (auto at = entries_.lower_bound(from); at != entries_.end() && at->first <= to; ++at) {
    found.push_back(&*at);
    if (found.size() == most) break;
  }
  return found;
}

std::vector<const Stream::Entry*> Stream::range_down(StreamId from, StreamId to,
                                                     std::size_t most) const {
  std::vector<const Entry*> found;
  for (auto at = entries_.upper_bound(to); at != entries_.begin();) {
    --at;
    if (at->first < from) break;
    found.push_back(&*at);
    if (found.size() == most) break;
  }
  return found;
}

void Stream::append(StreamId id, Fields fields, StreamNodeLimits limits) {
  nodes_.append(id, fields, limits);
  entries_.emplace_hint(entries_.end(), id, std::move(fields));
  last_id = id;
  ++entries_added;
}

void Stream::restore(StreamId first, StreamNodes::Node node, Entries entries) {
  nodes_.restore(first, std::move(node));
  entries_.merge(entries);
}

bool Stream::erase(StreamId id) {
  if (entries_.erase(id) == 0) return false;
  nodes_.erase(id);
  if (id > max_deleted_id) max_deleted_id = id;
  return true;
}

void Stream::drop_front(std::size_t count) {
  entries_.erase(entries_.begin(), std::next(entries_.begin(), static_cast<std::ptrdiff_t>(count)));
}

std::size_t Stream::trim(const StreamTrim& trim) {
  const std::size_t before = size();
  while (!nodes_.empty() && (trim.lowest || size() > trim.size)) {
    const StreamNodes::Node& node = nodes_.front();
    if (trim.limit != 0 && before - size() + node.live > trim.limit) break;
    if (trim.lowest ? node.last < *trim.lowest : size() - node.live >= trim.size) {
      drop_front(node.live);
      nodes_.erase_front_node();
      continue;
    }
    if (trim.whole_nodes) break;
    const std::size_t unwanted = trim.lowest
                                     ? static_cast<std::size_t>(std::distance(
                                           entries_.begin(), entries_.lower_bound(*trim.lowest)))
                                     : size() - static_cast<std::size_t>(trim.size);
    const std::size_t count = std::min(unwanted, node.live);
    drop_front(count);
    nodes_.erase_in_front_node(count);
    break;
  }
  return before - size();
}

bool Stream::may_have_gaps_from(StreamId from) const {
  return !entries_.empty() && max_deleted_id >= first_id() && max_deleted_id >= from;
}

std::optional<std::int64_t> Stream::entries_up_to(StreamId id) const {
  const auto added = static_cast<std::int64_t>(entries_added);
  const auto trimmed = static_cast<std::int64_t>(entries_added - size());
  if (added == 0) return 0;
  if (entries_.empty() && id <= last_id) return added;
  if (id == last_id) return added;
  if (id > last_id) return std::nullopt;
  if (max_deleted_id >= first_id()) return std::nullopt;
  if (id < first_id()) return trimmed;
  if (id == first_id()) return trimmed + 1;
  return std::nullopt;
}

namespace {

void write(SnapshotWriter& out, const std::vector<std::string>& texts) {
  out.count(texts.size());
  for (const std::string& text : texts) out.text(text);
}

void read(SnapshotReader& in, std::vector<std::string>& texts) {
  for (auto count = in.count(); count > 0; --count) texts.emplace_back(in.text());
}

void write(SnapshotWriter& out, const StreamGroup& group) {
  out.number(group.last_id);
  out.number(group.entries_read.has_value());
  out.number(group.entries_read.value_or(0));
  out.count(group.consumers.size());
  for (const auto& [name, consumer] : group.consumers) {
    out.text(name);
    out.number(consumer.seen_at_ms);
  }
  out.count(group.pending.size());
  for (const auto& [id, entry] : group.pending) {
    out.number(id);
    out.text(entry.consumer);
    out.number(entry.delivered_at_ms);
    out.number(entry.deliveries);
  }
}

void read(SnapshotReader& in, StreamGroup& group) {
  group.last_id = in.number<StreamId>();
  const auto known = in.number<std::uint8_t>();
  const auto entries_read = in.number<std::int64_t>();
  in.expect(known <= 1);
  if (known == 1) group.entries_read = entries_read;
  for (auto count = in.count(); count > 0; --count) {
    const std::string_view name = in.text();
    in.expect(group.see(name, in.number<std::int64_t>()).second);
  }
  for (auto count = in.count(); count > 0; --count) {
    const auto id = in.number<StreamId>();
    const std::string_view consumer = in.text();
    in.expect(group.consumers.contains(consumer) && !group.pending.contains(id));
    if (in.refused()) return;
    PendingEntry& entry = group.assign(id, consumer);
    entry.delivered_at_ms = in.number<std::int64_t>();
    entry.deliveries = in.number<std::uint64_t>();
  }
}

void write(SnapshotWriter& out, const StreamNodes::Node& node) {
  out.number(static_cast<std::uint32_t>(node.live));
  out.number(static_cast<std::uint32_t>(node.deleted));
  out.number(static_cast<std::uint64_t>(node.bytes));
  out.number(node.last);
  write(out, node.fields);
}

void read(SnapshotReader& in, StreamNodes::Node& node) {
  node.live = in.number<std::uint32_t>();
  node.deleted = in.number<std::uint32_t>();
  node.bytes = static_cast<std::size_t>(in.number<std::uint64_t>());
  node.last = in.number<StreamId>();
  read(in, node.fields);
}

// Whether each node has as many live entries as there are from its first id up to the next one's.
bool are_packed_in(const StreamNodes::Nodes& nodes, const Stream::Entries& entries) {
  auto entry = entries.begin();
  for (auto node = nodes.begin(); node != nodes.end(); ++node) {
    if (entry != entries.end() && entry->first < node->first) return false;
    const auto next = std::next(node);
    const auto end = next == nodes.end() ? entries.end() : entries.lower_bound(next->first);
    if (static_cast<std::size_t>(std::distance(entry, end)) != node->second.live) return false;
    entry = end;
  }
  return entry == entries.end();
}

}  // namespace

void write(SnapshotWriter& out, const Stream& stream) {
  out.number(stream.last_id);
  out.number(stream.max_deleted_id);
  out.number(stream.entries_added);
  out.count(stream.entries_.size());
  for (const auto& [id, fields] : stream.entries_) {
    out.number(id);
    write(out, fields);
  }
  out.count(stream.nodes_.nodes().size());
  for (const auto& [first, node] : stream.nodes_.nodes()) {
    out.number(first);
    write(out, node);
  }
  out.count(stream.groups.size());
  for (const auto& [name, group] : stream.groups) {
    out.text(name);
    write(out, group);
  }
}

void read(SnapshotReader& in, Stream& stream) {
  stream.last_id = in.number<StreamId>();
  stream.max_deleted_id = in.number<StreamId>();
  stream.entries_added = in.number<std::uint64_t>();
  for (auto count = in.count(); count > 0; --count) {
    const auto id = in.number<StreamId>();
    in.expect(id > stream.top_id());
    Stream::Fields& fields = stream.entries_[id];
    read(in, fields);
    in.expect(!fields.empty() && fields.size() % 2 == 0);
  }
  for (auto count = in.count(); count > 0; --count) {
    const auto first = in.number<StreamId>();
    StreamNodes::Node node;
    read(in, node);
    in.expect(!stream.nodes_.nodes().contains(first));
    stream.nodes_.restore(first, std::move(node));
  }
  in.expect(stream.top_id() <= stream.last_id &&
            are_packed_in(stream.nodes_.nodes(), stream.entries_));
  for (auto count = in.count(); count > 0; --count) {
    const std::string name(in.text());
    in.expect(!stream.groups.contains(name));
    read(in, stream.groups[name]);
  }
}

}  // namespace rollcall::sim::redis
