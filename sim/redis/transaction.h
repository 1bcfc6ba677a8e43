// Ending a transaction from outside: DISCARD, RESET, a closed connection.
#pragma once

#include "sim/redis/instance.h"
#include "sim/redis/session.h"

namespace rollcall::sim::redis {

// Forgets MULTI, the queue and the watches.
void discard_transaction(Instance& instance, Session& session);
void unwatch_all(Instance& instance, Session& session);

}  // namespace rollcall::sim::redis
