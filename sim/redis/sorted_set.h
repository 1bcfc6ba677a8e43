// A sorted set: members by score, then by their bytes.
#pragma once

#include <cstddef>

#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {

class SortedSet {
 public:
  [[nodiscard]] std::size_t size() const { return 0; }
  [[nodiscard]] bool empty() const { return size() == 0; }
};

void write(SnapshotWriter& out, const SortedSet& set);
void read(SnapshotReader& in, SortedSet& set);

}  // namespace rollcall::sim::redis
