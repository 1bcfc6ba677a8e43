#include "sim/redis/stream.h"

#include <ranges>

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

StreamId Stream::first_id() const {
  for (const auto& [first, node] : nodes_.nodes()) {
    StreamNodeReader entry(first, node);
    if (entry.next()) return entry.id();
  }
  return lowest_id;
}

StreamId Stream::top_id() const {
  for (const auto& [first, node] : nodes_.nodes() | std::views::reverse) {
    StreamNodeReader entry(first, node);
    entry.to_end();
    if (entry.previous()) return entry.id();
  }
  return lowest_id;
}

std::optional<Stream::Entry> Stream::find(StreamId id) const {
  auto found = range(id, id, 1);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

std::vector<Stream::Entry> Stream::range(StreamId from, StreamId to, std::size_t most) const {
  std::vector<Entry> found;
  const auto& nodes = nodes_.nodes();
  for (auto node = nodes_.from(from); node != nodes.end() && node->first <= to; ++node) {
    for (StreamNodeReader entry(node->first, node->second); entry.next();) {
      if (entry.id() < from) continue;
      if (entry.id() > to) return found;
      found.push_back({entry.id(), entry.fields()});
      if (found.size() == most) return found;
    }
  }
  return found;
}

std::vector<Stream::Entry> Stream::range_down(StreamId from, StreamId to, std::size_t most) const {
  std::vector<Entry> found;
  const auto& nodes = nodes_.nodes();
  for (auto node = nodes.upper_bound(to); node != nodes.begin();) {
    --node;
    StreamNodeReader entry(node->first, node->second);
    for (entry.to_end(); entry.previous();) {
      if (entry.id() > to) continue;
      if (entry.id() < from) return found;
      found.push_back({entry.id(), entry.fields()});
      if (found.size() == most) return found;
    }
  }
  return found;
}

void Stream::append(StreamId id, std::span<const std::string_view> fields,
                    StreamNodeLimits limits) {
  nodes_.append(id, fields, limits);
  last_id = id;
  ++entries_added;
}

bool Stream::erase(StreamId id) {
  if (!nodes_.erase(id)) return false;
  if (id > max_deleted_id) max_deleted_id = id;
  return true;
}

std::size_t Stream::trim(const StreamTrim& trim) {
  const std::size_t before = size();
  while (!nodes_.empty() && (trim.lowest || size() > trim.size)) {
    const StreamNode& node = nodes_.front();
    if (trim.limit != 0 && before - size() + node.live > trim.limit) break;
    if (trim.lowest ? node.last < *trim.lowest : size() - node.live >= trim.size) {
      nodes_.erase_front_node();
      continue;
    }
    if (trim.whole_nodes) break;
    nodes_.erase_in_front_node(trim.lowest ? nodes_.count_in_front_below(*trim.lowest)
                                           : size() - static_cast<std::size_t>(trim.size));
    break;
  }
  return before - size();
}

bool Stream::may_have_gaps_from(StreamId from) const {
  return size() != 0 && max_deleted_id >= first_id() && max_deleted_id >= from;
}

std::optional<std::int64_t> Stream::entries_up_to(StreamId id) const {
  const auto added = static_cast<std::int64_t>(entries_added);
  const auto trimmed = static_cast<std::int64_t>(entries_added - size());
  if (added == 0) return 0;
  if (size() == 0 && id <= last_id) return added;
  if (id == last_id) return added;
  if (id > last_id) return std::nullopt;
  if (max_deleted_id >= first_id()) return std::nullopt;
  if (id < first_id()) return trimmed;
  if (id == first_id()) return trimmed + 1;
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
