// The active expiry cycle, ten times a second in Redis.
#pragma once

#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

// Walks on through each database from where the last cycle stopped. A round looks at up to 20 keys
// with an expiry time, within 400 keys; while more than a tenth of them were expired, another round
// follows, up to a number that stands for Redis's limit of 25 ms. As in Redis, a key may outlive
// its time for several cycles when few others expire.
void run_expiry_cycle(Instance& instance, UnixMs now);

}  // namespace rollcall::sim::redis
