#include "sim/disk/vfs.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "engine/check.h"
#include "sim/disk/sqlite_process.h"
#include "sim/disk/vfs_call.h"
#include "sim/disk/vfs_file.h"
#include "sim/process.h"
#include "sim/wall_clock.h"

namespace rollcall::sim {
namespace {

constexpr const char* vfs_name = "rollcall";
constexpr int longest_path = 512;
constexpr std::int64_t julian_day_zero_ms = 210'866'760'000'000;  // of 1970-01-01 00:00 UTC

Process& calling_process() {
  Process* const process = calling_task().group().process();
  ROLLCALL_CHECK(process != nullptr, "a task outside any process called SQLite");
  return *process;
}

Disk& calling_disk() { return *calling_process().machine.disk; }

std::string_view label_of(int flags) {
  if ((flags & SQLITE_OPEN_MAIN_DB) != 0) return "db";
  if ((flags & SQLITE_OPEN_WAL) != 0) return "wal";
  if ((flags & (SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0) return "journal";
  return "temp";
}

std::string_view label_of(std::string_view path) {
  if (path.ends_with("-wal")) return "wal";
  if (path.ends_with("-shm")) return "shm";
  if (path.contains("-journal") || path.contains("-mj")) return "journal";
  return "db";
}

// Salts and temporary names follow from the process and its own history: no other process's opens
// shift them.
void seed_for_open(Disk& disk, const Process& process) {
  const Key opened = mix(process.key, disk.count_open(process.key));
  seed_sqlite(mix(disk.environment().decisions.seed(), opened));
}

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* flags_out) noexcept {
  file->pMethods = nullptr;  // SQLite then does not close what was not opened
  Disk& disk = calling_disk();
  const std::string_view label = label_of(flags);
  const std::string_view name = path != nullptr ? path : "";
  const DiskCall call = disk_call(disk, vfs_open, label, key_of(name));
  return perform(disk, vfs_open, call, 0, {}, [&] {
    // A temporary file is nameless from the start: nothing is left behind, however its process
    // ends.
    std::shared_ptr<Inode> inode = name.empty()
                                       ? std::make_shared<Inode>(name)
                                       : disk.open(name, (flags & SQLITE_OPEN_CREATE) != 0);
    if (inode == nullptr) return SQLITE_CANTOPEN;
    if (label == "db") seed_for_open(disk, calling_process());
    VfsFile::place(file, disk, std::move(inode), label);
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
  });
}

int remove(sqlite3_vfs*, const char* path, int sync_directory) noexcept {
  Disk& disk = calling_disk();
  DiskCall call = disk_call(disk, vfs_delete, label_of(std::string_view(path)), key_of(path));
  if (sync_directory != 0) {
    call.latency.least += disk.environment().latency.disk_sync.least;
    call.latency.most += disk.environment().latency.disk_sync.most;
  }
  return perform(disk, vfs_delete, call, 0, {}, [&] {
    if (!disk.remove(path)) return SQLITE_IOERR_DELETE_NOENT;
    if (sync_directory != 0) disk.sync_names();
    return SQLITE_OK;
  });
}

// As the unix VFS: an empty file does not count as existing (a journal that was cut to nothing is
// not hot).
int access(sqlite3_vfs*, const char* path, int flags, int* result) noexcept {
  Disk& disk = calling_disk();
  *result = 0;
  const DiskCall call = disk_call(disk, vfs_access, label_of(std::string_view(path)), key_of(path));
  return perform(disk, vfs_access, call, 0, {}, [&] {
    const std::shared_ptr<Inode> inode = disk.open(path, false);
    const bool there =
        inode != nullptr && (flags != SQLITE_ACCESS_EXISTS || inode->file.size() > 0);
    *result = there ? 1 : 0;
    return SQLITE_OK;
  });
}

// A path is a name: there are no folders, links or current directory.
int full_pathname(sqlite3_vfs*, const char* path, int size, char* out) noexcept {
  const std::size_t length = std::strlen(path);
  if (length + 1 > static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::memcpy(out, path, length + 1);
  return SQLITE_OK;
}

// Must not yield: SQLite calls it inside a static mutex.
int randomness(sqlite3_vfs*, int length, char* out) noexcept {
  SimTask& task = calling_task();
  const Decisions& decisions = calling_disk().environment().decisions;
  for (int filled = 0; filled < length;) {
    const std::uint64_t bits = decisions.draw(task, Domain::sqlite, 0);
    const int chunk = std::min<int>(sizeof bits, length - filled);
    std::memcpy(out + filled, &bits, static_cast<std::size_t>(chunk));
    filled += chunk;
  }
  return length;
}

int sleep(sqlite3_vfs*, int microseconds) noexcept {
  const Environment& environment = calling_disk().environment();
  (void)environment.scheduler.sleep_until(environment.now() +
                                          std::chrono::microseconds(microseconds));
  return microseconds;
}

int current_time(sqlite3_vfs*, sqlite3_int64* julian_ms) noexcept {
  const Process& process = calling_process();
  const WallTime wall =
      wall_time(process.machine.disk->environment().now(), process.machine.wall_offset);
  const auto since_1970 = std::chrono::floor<std::chrono::milliseconds>(wall.time_since_epoch());
  *julian_ms = julian_day_zero_ms + since_1970.count();
  return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) noexcept { return 0; }

sqlite3_vfs* make_vfs() {
  static sqlite3_vfs vfs{};
  vfs.iVersion = 2;  // with xCurrentTimeInt64
  vfs.szOsFile = sizeof(VfsFile);
  vfs.mxPathname = longest_path;
  vfs.zName = vfs_name;
  vfs.xOpen = open;
  vfs.xDelete = remove;
  vfs.xAccess = access;
  vfs.xFullPathname = full_pathname;
  vfs.xRandomness = randomness;
  vfs.xSleep = sleep;
  vfs.xGetLastError = last_error;
  vfs.xCurrentTimeInt64 = current_time;
  return &vfs;
}

bool register_vfs() {
  configure_sqlite();
  constexpr int not_the_default = 0;
  ROLLCALL_CHECK(sqlite3_vfs_register(make_vfs(), not_the_default) == SQLITE_OK,
                 "SQLite refused the simulated VFS");
  return true;
}

}  // namespace

const char* simulated_vfs() {
  static const bool registered = register_vfs();
  (void)registered;
  return vfs_name;
}

}  // namespace rollcall::sim
