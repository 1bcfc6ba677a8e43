// Sorted sets.
#include "sim/redis/families.h"

namespace rollcall::sim::redis {

std::span<const Command> sorted_set_commands() { return {}; }

}  // namespace rollcall::sim::redis
