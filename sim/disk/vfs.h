// SQLite's view of the simulated disks: one VFS for all machines, processes and worlds of this OS
// process. It finds the disk through the running task, so SQLite may be called in tasks of
// simulated processes only.
//
// Fault model: every method first lets the rules speak and others run; then, if its process is
// dead, it does nothing and returns SQLITE_IOERR, so that SQLite unwinds by itself and closes every
// handle. SQLite may still report success inside a dead process (it ignores errors of unlocking):
// ask whether the process lives before acknowledging anything. SQLite's own memory and the
// wal-index memory it maps are not protected: see Disk::snapshot_shared_memory.
#pragma once

namespace rollcall::sim {

/// Its name, for sqlite3_open_v2. The first call registers it (not as the default).
[[nodiscard]] const char* simulated_vfs();

}  // namespace rollcall::sim
