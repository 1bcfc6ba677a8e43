// How Redis packs the entries of a stream into nodes: it shows in what approximate trimming leaves
// (whole nodes go, or nothing) and in XINFO STREAM.
//
// A node takes entries until it holds as many as it may, deleted ones included, or its encoding (a
// listpack) has no room for the bytes of the next. It goes when its last live entry is deleted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/redis/stream_id.h"

namespace rollcall::sim::redis {

// stream-node-max-entries and stream-node-max-bytes; 0: as many as there are.
struct StreamNodeLimits {
  std::int64_t entries = 100;
  std::int64_t bytes = 4096;
};

class StreamNodes {
 public:
  struct Node {
    std::size_t live = 0;
    std::size_t deleted = 0;
    std::size_t bytes = 0;
    StreamId last{};                  // ever put in
    std::vector<std::string> fields;  // of the first entry: others with the same leave them out
  };
  // By the id of the first entry ever put in.
  using Nodes = std::map<StreamId, Node>;

  [[nodiscard]] const Nodes& nodes() const { return nodes_; }
  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  [[nodiscard]] const Node& front() const { return nodes_.begin()->second; }

  // `fields`: field, value, field, value.
  void append(StreamId id, const std::vector<std::string>& fields, StreamNodeLimits limits);
  void erase(StreamId id);
  void erase_front_node() { nodes_.erase(nodes_.begin()); }
  // Trimming deletes `count` entries of the first node, and leaves it even when none is left.
  void erase_in_front_node(std::size_t count);

  // How many nodes the radix tree has that finds the nodes by their first ids.
  [[nodiscard]] std::size_t tree_size() const;

  void restore(StreamId first, Node node) { nodes_.emplace(first, std::move(node)); }

 private:
  Nodes nodes_;
};

}  // namespace rollcall::sim::redis
