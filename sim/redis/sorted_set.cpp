#include "sim/redis/sorted_set.h"

namespace rollcall::sim::redis {

void write(SnapshotWriter&, const SortedSet&) {}
void read(SnapshotReader&, SortedSet&) {}

}  // namespace rollcall::sim::redis
