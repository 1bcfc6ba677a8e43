// Streams and their consumer groups.
#include "sim/redis/families.h"

namespace rollcall::sim::redis {

std::span<const Command> stream_commands() { return {}; }

}  // namespace rollcall::sim::redis
