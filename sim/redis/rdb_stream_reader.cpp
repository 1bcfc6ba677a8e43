// A stream from Redis's RDB format (see rdb_stream.cpp), of Redis 7 or of those before it.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/listpack.h"
#include "sim/redis/numbers.h"
#include "sim/redis/rdb_value.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

StreamId read_raw_id(RdbReader& in) {
  const std::uint64_t ms = in.big_endian(8);
  return {ms, in.big_endian(8)};
}

StreamId read_id(RdbReader& in) {
  const std::uint64_t ms = in.length();
  return {ms, in.length()};
}

// The elements of a node's listpack, one after the other; what is missing has failed.
class Elements {
 public:
  explicit Elements(Words words) : words_(std::move(words)) {}
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool at_end() const { return at_ == words_.size(); }
  [[nodiscard]] std::size_t left() const { return words_.size() - at_; }

  std::string text() {
    if (at_end()) failed_ = true;
    return failed_ ? std::string() : words_[at_++];
  }
  std::int64_t number() {
    const auto number = parse_integer(text());
    if (!number) failed_ = true;
    return number.value_or(0);
  }
  // Of things that follow, each of which is an element at least.
  std::size_t count() {
    const std::int64_t count = number();
    if (count < 0 || static_cast<std::size_t>(count) > left()) failed_ = true;
    return failed_ ? 0 : static_cast<std::size_t>(count);
  }
  void expect(std::size_t value) {
    if (number() != static_cast<std::int64_t>(value)) failed_ = true;
  }
  void refuse() { failed_ = true; }

 private:
  Words words_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

std::vector<std::string_view> views_of(const Words& words) { return {words.begin(), words.end()}; }

struct NodeContent {
  StreamNode node;
  std::size_t names = 0;  // how many its fields have
  StreamId last_live;     // the live entries ascend
};

// Its fields stand in the entry, or in the node for all that have the same.
void read_entry(Elements& in, StreamId first, NodeContent& content) {
  const std::int64_t flags = in.number() & (is_deleted | has_names_of_node);
  const std::uint64_t ms = first.ms + static_cast<std::uint64_t>(in.number());
  const StreamId id{ms, first.seq + static_cast<std::uint64_t>(in.number())};
  const bool same = (flags & has_names_of_node) != 0;
  const std::size_t size = same ? content.names : 2 * in.count();
  Words texts;
  while (texts.size() < size && !in.failed()) texts.push_back(in.text());
  in.expect(size + (same ? 3 : 4));
  const bool live = (flags & is_deleted) == 0;
  if (id < first || (live && id <= content.last_live)) return in.refuse();
  if (live) content.last_live = id;
  append_entry(content.node, first, id, flags, views_of(texts));
}

std::optional<NodeContent> read_node(StreamId first, const std::string& listpack) {
  auto words = read_listpack(listpack);
  if (!words) return std::nullopt;
  Elements in(std::move(*words));
  const std::size_t live = in.count();
  const std::size_t deleted = in.count();
  NodeContent content;
  StreamNode& node = content.node;
  Words names;
  for (std::size_t left = in.count(); left > 0; --left) names.push_back(in.text());
  in.expect(0);
  content.names = names.size();
  node.elements = head_of_node(views_of(names));
  while (!in.at_end() && !in.failed()) read_entry(in, first, content);
  if (in.failed() || node.live != live || node.deleted != deleted) return std::nullopt;
  if (live + deleted == 0) node.last = first;
  return content;
}

void read_nodes(RdbReader& in, Stream& stream) {
  std::optional<StreamId> last;  // a deleted entry may have been above it
  for (std::size_t left = in.length(); left > 0 && !in.failed(); --left) {
    const std::string bytes = in.text();
    RdbReader key(bytes);
    const StreamId first = read_raw_id(key);
    auto content = read_node(first, in.text());
    if (!content || key.failed() || !key.at_end() || (last && first <= *last)) return in.refuse();
    last = std::max(first, content->last_live);
    stream.restore(first, std::move(content->node));
  }
}

void read_pending(RdbReader& in, StreamGroup& group) {
  for (std::size_t left = in.length(); left > 0 && !in.failed(); --left) {
    const StreamId id = read_raw_id(in);
    PendingEntry entry{.consumer = {},
                       .delivered_at_ms = static_cast<std::int64_t>(in.little_endian(8))};
    entry.deliveries = in.length();
    if (!group.pending.emplace(id, std::move(entry)).second) in.refuse();
  }
}

// Each pending entry belongs to one of them.
void read_consumers(RdbReader& in, StreamGroup& group) {
  std::set<StreamId> unowned;  // their consumer's name does not tell: it may be empty
  for (const auto& [id, entry] : group.pending) unowned.insert(unowned.end(), id);
  for (std::size_t left = in.length(); left > 0 && !in.failed(); --left) {
    const std::string name = in.text();
    if (!group.see(name, static_cast<std::int64_t>(in.little_endian(8))).second) in.refuse();
    for (std::size_t ids = in.length(); ids > 0 && !in.failed(); --ids) {
      const StreamId id = read_raw_id(in);
      if (unowned.erase(id) == 0) return in.refuse();
      group.assign(id, name);
    }
  }
  if (!unowned.empty()) in.refuse();
}

void read_groups(RdbReader& in, Stream& stream, bool has_counters) {
  for (std::size_t left = in.length(); left > 0 && !in.failed(); --left) {
    const auto [at, fresh] = stream.groups.try_emplace(in.text());
    StreamGroup& group = at->second;
    if (!fresh) return in.refuse();
    group.last_id = read_id(in);
    if (has_counters) {
      const auto entries_read = static_cast<std::int64_t>(in.length());
      if (entries_read != -1) group.entries_read = entries_read;
    } else {
      group.entries_read = stream.entries_up_to(group.last_id);
    }
    read_pending(in, group);
    read_consumers(in, group);
  }
}

}  // namespace

std::unique_ptr<Stream> read_stream(RdbReader& in, std::uint64_t type) {
  const bool has_counters = type == stream_type;
  auto stream = std::make_unique<Stream>();
  read_nodes(in, *stream);
  const std::size_t size = in.length();
  stream->last_id = read_id(in);
  stream->entries_added = size;
  if (has_counters) {
    const StreamId first = read_id(in);
    if (first != stream->first_id()) in.refuse();
    stream->max_deleted_id = read_id(in);
    stream->entries_added = in.length();
  }
  if (size != stream->size() || stream->last_id < stream->top_id()) in.refuse();
  if (!in.failed()) read_groups(in, *stream, has_counters);
  return stream;
}

}  // namespace rollcall::sim::redis
