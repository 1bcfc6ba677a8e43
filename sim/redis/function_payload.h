// FUNCTION DUMP and FUNCTION RESTORE: all libraries as one payload in Redis's RDB format.
#pragma once

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

void dump_functions(Call& call);
// Either all that the payload holds comes to what there is, or nothing.
void restore_functions(Call& call);

}  // namespace rollcall::sim::redis
