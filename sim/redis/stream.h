// A stream: entries by id, and its consumer groups.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/stream_id.h"
#include "sim/redis/stream_nodes.h"

namespace rollcall::sim::redis {

// What was delivered to a consumer and not acknowledged.
struct PendingEntry {
  std::string consumer;
  std::int64_t delivered_at_ms;
  std::uint64_t deliveries = 1;
};

struct StreamConsumer {
  std::int64_t seen_at_ms;
  std::set<StreamId> pending;
};

struct StreamGroup {
  StreamId last_id{};                        // delivered last
  std::optional<std::int64_t> entries_read;  // ever, up to last_id; nothing: unknown
  std::map<StreamId, PendingEntry> pending;
  std::map<std::string, StreamConsumer, std::less<>> consumers;

  // The consumer, seen now; created where it is missing.
  std::pair<StreamConsumer&, bool> see(std::string_view consumer, std::int64_t now_ms);
  // The entry belongs to that (existing) consumer from now on.
  PendingEntry& assign(StreamId id, std::string_view consumer);
  bool acknowledge(StreamId id);
  // With what it has pending: how much that was, or nothing where it is missing.
  std::optional<std::size_t> erase_consumer(std::string_view consumer);
};

// XTRIM's arguments.
struct StreamTrim {
  std::optional<StreamId> lowest;  // drop what lies below; otherwise
  std::uint64_t size = 0;          // drop all but so many
  bool whole_nodes = false;        // "~"
  std::uint64_t limit = 0;         // of dropped entries; 0: none
};

class Stream {
 public:
  using Fields = std::vector<std::string>;  // field, value, field, value
  struct Entry {
    StreamId id;
    Fields fields;
  };

  [[nodiscard]] const StreamNodes& nodes() const { return nodes_; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::optional<Entry> find(StreamId id) const;
  [[nodiscard]] StreamId first_id() const;
  // The highest id that is still there.
  [[nodiscard]] StreamId top_id() const;
  // Up to `most` entries of the interval, which may be empty; 0: all.
  [[nodiscard]] std::vector<Entry> range(StreamId from, StreamId to, std::size_t most) const;
  [[nodiscard]] std::vector<Entry> range_down(StreamId from, StreamId to, std::size_t most) const;

  void restore(StreamId first, StreamNode node) { nodes_.restore(first, std::move(node)); }
  // `id` is above last_id.
  void append(StreamId id, std::span<const std::string_view> fields, StreamNodeLimits limits);
  bool erase(StreamId id);
  // How many entries it dropped.
  std::size_t trim(const StreamTrim& trim);

  // Whether an entry from `from` on may have been deleted out of the middle.
  [[nodiscard]] bool may_have_gaps_from(StreamId from) const;
  // How many entries were ever added up to `id`, where the counters tell.
  [[nodiscard]] std::optional<std::int64_t> entries_up_to(StreamId id) const;

  StreamId last_id{};         // ever added
  StreamId max_deleted_id{};  // by XDEL
  std::uint64_t entries_added = 0;
  std::map<std::string, StreamGroup, std::less<>> groups;

 private:
  StreamNodes nodes_;
};

}  // namespace rollcall::sim::redis
