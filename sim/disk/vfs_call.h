// What SQLite's VFS methods share: how each operation is announced to the hooks, how long it takes,
// and which code SQLite gets when it fails.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string_view>

#include "sim/disk/disk.h"
#include "sim/disk/disk_call.h"

namespace rollcall::sim {

struct VfsOperation {
  DiskOperation operation;
  std::string_view point;              ///< asked of the hooks; empty: nothing
  int io_error;                        ///< SQLite's code for a failure
  Range Latency::* latency = nullptr;  ///< null: no time, yet others may run
};

inline constexpr VfsOperation vfs_open{DiskOperation::open, "sqlite.open", SQLITE_CANTOPEN,
                                       &Latency::disk_read};
inline constexpr VfsOperation vfs_close{DiskOperation::close, "", SQLITE_IOERR_CLOSE};
inline constexpr VfsOperation vfs_read{DiskOperation::read, "sqlite.read", SQLITE_IOERR_READ,
                                       &Latency::disk_read};
inline constexpr VfsOperation vfs_write{DiskOperation::write, "sqlite.write", SQLITE_IOERR_WRITE,
                                        &Latency::disk_write};
inline constexpr VfsOperation vfs_truncate{DiskOperation::truncate, "sqlite.truncate",
                                           SQLITE_IOERR_TRUNCATE, &Latency::disk_write};
inline constexpr VfsOperation vfs_sync{DiskOperation::sync, "sqlite.sync", SQLITE_IOERR_FSYNC,
                                       &Latency::disk_sync};
inline constexpr VfsOperation vfs_size{DiskOperation::size, "", SQLITE_IOERR_FSTAT};
inline constexpr VfsOperation vfs_lock{DiskOperation::lock, "sqlite.lock", SQLITE_IOERR_LOCK};
inline constexpr VfsOperation vfs_unlock{DiskOperation::unlock, "sqlite.unlock",
                                         SQLITE_IOERR_UNLOCK};
inline constexpr VfsOperation vfs_check_lock{DiskOperation::check_lock, "",
                                             SQLITE_IOERR_CHECKRESERVEDLOCK};
inline constexpr VfsOperation vfs_shm_map{DiskOperation::shm_map, "", SQLITE_IOERR_SHMMAP};
inline constexpr VfsOperation vfs_shm_lock{DiskOperation::shm_lock, "sqlite.shm_lock",
                                           SQLITE_IOERR_SHMLOCK};
inline constexpr VfsOperation vfs_shm_unlock{DiskOperation::shm_unlock, "", SQLITE_IOERR_SHMLOCK};
inline constexpr VfsOperation vfs_shm_barrier{DiskOperation::shm_barrier, "", SQLITE_IOERR};
inline constexpr VfsOperation vfs_shm_unmap{DiskOperation::shm_unmap, "", SQLITE_IOERR};
inline constexpr VfsOperation vfs_access{DiskOperation::access, "", SQLITE_IOERR_ACCESS};
inline constexpr VfsOperation vfs_delete{DiskOperation::remove, "sqlite.delete",
                                         SQLITE_IOERR_DELETE, &Latency::disk_write};

[[nodiscard]] inline DiskCall disk_call(const Disk& disk, const VfsOperation& operation,
                                        std::string_view label, Key file) {
  const bool takes_time = operation.latency != nullptr;
  return {.operation = operation.operation,
          .point = operation.point,
          .label = label,
          .file = mix(disk.machine(), file),
          .latency = takes_time ? disk.environment().latency.*operation.latency : Range{}};
}

/// How a result code reads in a story: "ok", "busy", "short read", ...
[[nodiscard]] std::string_view result_text(int code);

/// One VFS method: `effect` acts and returns SQLite's result code. `written` goes to the trace when
/// it has acted. Only a sync and the taking of a lock may lie: report success and do nothing.
template <typename Effect>
[[nodiscard]] int perform(const Disk& disk, const VfsOperation& operation, const DiskCall& call,
                          std::uint64_t offset, std::string_view written, Effect effect) {
  const Environment& environment = disk.environment();
  const Passage passage = pass(environment, call);
  if (passage == Passage::dead) return SQLITE_IOERR;
  const bool may_lie = operation.operation == DiskOperation::sync ||
                       operation.operation == DiskOperation::lock ||
                       operation.operation == DiskOperation::shm_lock;
  int result = SQLITE_OK;
  if (passage == Passage::fail) {
    result = operation.io_error;
  } else if (passage == Passage::act || !may_lie) {
    result = effect();
  }
  const bool wrote = result == SQLITE_OK && !written.empty();
  record(environment, call, offset, wrote ? written : result_text(result));
  return result;
}

}  // namespace rollcall::sim
