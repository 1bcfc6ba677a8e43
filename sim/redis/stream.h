// A stream: entries by id, and its consumer groups.
#pragma once

#include <cstddef>

#include "sim/redis/snapshot_bytes.h"

namespace rollcall::sim::redis {

class Stream {
 public:
  [[nodiscard]] std::size_t size() const { return 0; }
};

void write(SnapshotWriter& out, const Stream& stream);
void read(SnapshotReader& in, Stream& stream);

}  // namespace rollcall::sim::redis
