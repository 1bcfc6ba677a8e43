#include "sim/redis/stream.h"

namespace rollcall::sim::redis {

void write(SnapshotWriter&, const Stream&) {}
void read(SnapshotReader&, Stream&) {}

}  // namespace rollcall::sim::redis
