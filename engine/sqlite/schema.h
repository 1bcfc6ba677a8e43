// The tables, and the start of a process on them.
#pragma once

#include "engine/sqlite/database.h"

namespace rollcall {

/// Creates the tables where there are none, with organization 1, in WAL mode. Any number of
/// processes may do so at the same moment: whoever gets `busy` or `ambiguous` may simply call
/// again.
///
/// It always commits something, also when all tables exist. A process that died between writing its
/// last transaction to the WAL and syncing it leaves a transaction that the next process reads as
/// committed, but that a power loss would still take. The commit here syncs the WAL as a whole, so
/// that no user is ever read, answered for or cached who is not durable.
[[nodiscard]] SqliteResult<void> create_schema(Database& database);

}  // namespace rollcall
