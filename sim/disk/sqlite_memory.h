// The memory of SQLite in a simulated process. A world opens a dozen connections, which allocate
// thousands of small pieces and free them all; what is freed waits in a list of its size, and the
// newest is handed out first, while it is still in the cache. One thread, as SQLite itself is
// configured; what was ever used at once stays.
#pragma once

namespace rollcall::sim {

/// Before SQLite is initialised; false: too late. No effect under AddressSanitizer, which must see
/// each piece.
[[nodiscard]] bool configure_sqlite_memory();

}  // namespace rollcall::sim
