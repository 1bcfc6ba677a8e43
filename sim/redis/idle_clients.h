// `timeout`: clients that ask for nothing are hung up on.
#pragma once

#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

// When the next of them has been idle for too long; never: none will be.
[[nodiscard]] UnixMs next_end_of_patience(const Instance& instance);
// Hangs up on all that have been by now.
void hang_up_on_idle(Instance& instance, UnixMs now);
// Who has not asked for anything yet is idle from the first call on.
void note_newcomers(Instance& instance, UnixMs now);

}  // namespace rollcall::sim::redis
