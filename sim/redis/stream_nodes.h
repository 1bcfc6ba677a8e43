// The entries of a stream, in nodes as Redis packs them: that shows in what approximate trimming
// leaves (whole nodes go, or nothing), in XINFO STREAM and in what DUMP writes.
//
// A node is a listpack, of which the elements are held here: the names of the first entry's fields,
// then the entries, of which those with the same names leave them out. A deleted entry is marked. A
// node takes entries until it holds as many as it may, deleted ones included, or has no room for
// the bytes of the next. It goes when its last live entry is deleted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/listpack.h"
#include "sim/redis/stream_id.h"

namespace rollcall::sim::redis {

// stream-node-max-entries and stream-node-max-bytes; 0: as many as there are.
struct StreamNodeLimits {
  std::int64_t entries = 100;
  std::int64_t bytes = 4096;
};

struct StreamNode {
  std::size_t live = 0;
  std::size_t deleted = 0;
  StreamId last{};       // ever put in
  std::string elements;  // behind the counts of live and deleted entries
};

// Whether an entry is deleted, and whether its fields have the names that the node has.
inline constexpr std::int64_t is_deleted = 1;
inline constexpr std::int64_t has_names_of_node = 2;

// Walks over the live entries of a node, from its front or from its end.
class StreamNodeReader {
 public:
  StreamNodeReader(StreamId first, const StreamNode& node);

  // To the next one, which the first call finds first; false: there is none.
  bool next();
  void to_end() { place_ = elements_->size(); }
  // To the one in front of that, or of the end.
  bool previous();
  [[nodiscard]] StreamId id() const { return id_; }
  // Field, value, field, value.
  [[nodiscard]] std::vector<std::string> fields() const;
  // Where its flags are among the elements of the node.
  [[nodiscard]] std::size_t place() const { return place_; }

 private:
  // Whether the entry whose flags are next is live.
  bool read_head();
  std::int64_t number() { return reader_.next()->number.value_or(0); }

  const std::string* elements_;
  StreamId first_;
  std::size_t names_ = 0;
  ListpackReader reader_;   // behind the flags, the id and the number of fields
  std::size_t unread_ = 0;  // elements up to the next entry
  StreamId id_{};
  std::size_t place_ = 0;
  bool same_names_ = false;
};

class StreamNodes {
 public:
  // By the id of the first entry ever put in.
  using Nodes = std::map<StreamId, StreamNode>;

  [[nodiscard]] const Nodes& nodes() const { return nodes_; }
  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  [[nodiscard]] const StreamNode& front() const { return nodes_.begin()->second; }
  // How many live entries there are.
  [[nodiscard]] std::size_t size() const { return size_; }
  // The live entries of the first node that are below it.
  [[nodiscard]] std::size_t count_in_front_below(StreamId id) const;
  // From the node on in which it would be.
  [[nodiscard]] Nodes::const_iterator from(StreamId id) const;

  // `fields`: field, value, field, value.
  void append(StreamId id, std::span<const std::string_view> fields, StreamNodeLimits limits);
  // Whether it was there.
  bool erase(StreamId id);
  void erase_front_node();
  // Trimming deletes `count` entries of the first node, and leaves it even when none is left.
  void erase_in_front_node(std::size_t count);

  // How many nodes the radix tree has that finds the nodes by their first ids.
  [[nodiscard]] std::size_t tree_size() const;

  // A node as it was: all of it is above what is there.
  void restore(StreamId first, StreamNode node);

 private:
  Nodes nodes_;
  std::size_t size_ = 0;
};

// What a node begins with, and an entry behind it: its values, each behind its field's name where
// that is not the node's.
[[nodiscard]] std::string head_of_node(std::span<const std::string_view> names);
void append_entry(StreamNode& node, StreamId first, StreamId id, std::int64_t flags,
                  std::span<const std::string_view> content);

}  // namespace rollcall::sim::redis
