// What SQLite and malloc keep for the whole OS process, in one place.
//
// SQLite is never shut down: sqlite3_shutdown followed by sqlite3_initialize would make "unix" the
// default VFS again. Its pseudo-random generator (WAL salts, temporary names) is one for all
// connections, and neither PRNG_RESET nor a shutdown restarts it: it is seeded anew for each world,
// and again whenever a database is opened.
#pragma once

#include <cstdint>

#include "sim/schedule/key.h"

namespace rollcall::sim {

/// Once for the process, before anything else uses SQLite: one thread, no page pre-allocation, no
/// memory statistics; and malloc keeps what it has. Later calls do nothing.
void configure_sqlite();

/// From here on SQLite draws the same numbers for the same seed.
void seed_sqlite(Key seed);

/// For each new world, before it opens a database.
void reset_sqlite(std::uint64_t world_seed);

}  // namespace rollcall::sim
