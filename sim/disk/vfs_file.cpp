#include "sim/disk/vfs_file.h"

#include <cstring>
#include <memory>
#include <utility>

#include "sim/disk/vfs_call.h"

namespace rollcall::sim {
namespace {

VfsFile& of(sqlite3_file* file) { return *static_cast<VfsFile*>(file); }

template <typename Effect>
int perform(VfsFile& file, const VfsOperation& operation, sqlite3_int64 offset, Effect effect,
            std::string_view written = {}) {
  const DiskCall call = disk_call(file.disk, operation, file.label, file.inode->key);
  return perform(file.disk, operation, call, static_cast<std::uint64_t>(offset), written, effect);
}

void leave_shared_memory(VfsFile& file) {
  if (!std::exchange(file.connected, false)) return;
  if (file.inode->wal_index->disconnect(file.shared_memory)) file.inode->wal_index.reset();
}

// A dead process's handles close too, and give back what they hold, or nobody could ever take it.
int close(sqlite3_file* base) noexcept {
  VfsFile& file = of(base);
  (void)perform(file, vfs_close, 0, [] { return SQLITE_OK; });
  leave_shared_memory(file);
  file.inode->locks.release(file.lock, LockLevel::none);
  --file.inode->handles;
  std::destroy_at(&file);
  return SQLITE_OK;
}

int read(sqlite3_file* base, void* into, int length, sqlite3_int64 offset) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_read, offset, [&] {
    const std::span buffer(static_cast<char*>(into), static_cast<std::size_t>(length));
    const std::size_t got = file.inode->file.read(static_cast<std::uint64_t>(offset), buffer);
    if (got == buffer.size()) return SQLITE_OK;
    std::memset(buffer.data() + got, 0, buffer.size() - got);  // SQLite relies on it
    return SQLITE_IOERR_SHORT_READ;
  });
}

int write(sqlite3_file* base, const void* from, int length, sqlite3_int64 offset) noexcept {
  VfsFile& file = of(base);
  const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(length));
  const auto effect = [&] {
    const auto from_byte = static_cast<std::uint64_t>(offset);
    if (!file.disk.has_room(file.inode->file, from_byte + bytes.size())) return SQLITE_FULL;
    file.inode->file.write(from_byte, bytes);
    return SQLITE_OK;
  };
  return perform(file, vfs_write, offset, effect, bytes);
}

int truncate(sqlite3_file* base, sqlite3_int64 size) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_truncate, size, [&] {
    file.inode->file.truncate(static_cast<std::uint64_t>(size));
    return SQLITE_OK;
  });
}

int sync(sqlite3_file* base, int) noexcept {
  VfsFile& file = of(base);
  const Disk::SyncPoint begun = file.disk.begin_sync(*file.inode);
  return perform(file, vfs_sync, 0, [&] {
    file.disk.end_sync(*file.inode, begun);
    return SQLITE_OK;
  });
}

int file_size(sqlite3_file* base, sqlite3_int64* size) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_size, 0, [&] {
    *size = static_cast<sqlite3_int64>(file.inode->file.size());
    return SQLITE_OK;
  });
}

int lock(sqlite3_file* base, int level) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_lock, level, [&] {
    const bool got = file.inode->locks.acquire(file.lock, static_cast<LockLevel>(level));
    return got ? SQLITE_OK : SQLITE_BUSY;
  });
}

int unlock(sqlite3_file* base, int level) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_unlock, level, [&] {
    file.inode->locks.release(file.lock, static_cast<LockLevel>(level));
    return SQLITE_OK;
  });
}

int check_reserved_lock(sqlite3_file* base, int* reserved) noexcept {
  VfsFile& file = of(base);
  *reserved = 0;
  return perform(file, vfs_check_lock, 0, [&] {
    *reserved = file.inode->locks.reserved() ? 1 : 0;
    return SQLITE_OK;
  });
}

int file_control(sqlite3_file*, int, void*) noexcept { return SQLITE_NOTFOUND; }

// As the unix VFS: the default size, so that SQLite takes 512 bytes with powersafe overwrite.
int sector_size(sqlite3_file*) noexcept { return 4096; }

// The unix VFS's default on ext4. It promises that bytes outside a write survive a power loss; File
// keeps that promise.
int device_characteristics(sqlite3_file*) noexcept { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int shm_map(sqlite3_file* base, int region, int size, int extend, void volatile** out) noexcept {
  VfsFile& file = of(base);
  *out = nullptr;
  return perform(file, vfs_shm_map, region, [&] {
    if (!file.connected) {
      if (file.inode->wal_index == nullptr) file.inode->wal_index = std::make_unique<WalIndex>();
      file.inode->wal_index->connect();
      file.connected = true;
    }
    *out = file.inode->wal_index->region(static_cast<std::size_t>(region),
                                         static_cast<std::size_t>(size), extend != 0);
    return SQLITE_OK;
  });
}

int shm_lock(sqlite3_file* base, int first, int count, int flags) noexcept {
  VfsFile& file = of(base);
  if (!file.connected) return SQLITE_IOERR_SHMLOCK;
  WalIndex& index = *file.inode->wal_index;
  const WalIndex::Slots slots{.first = static_cast<unsigned>(first),
                              .count = static_cast<unsigned>(count)};
  const bool taking = (flags & SQLITE_SHM_LOCK) != 0;
  const VfsOperation& operation = taking ? vfs_shm_lock : vfs_shm_unlock;
  const DiskCall call =
      disk_call(file.disk, operation, WalIndex::slot_name(slots.first), file.inode->key);
  return perform(file.disk, operation, call, slots.first, {}, [&] {
    bool got = true;
    if (!taking) {
      index.unlock(file.shared_memory, slots);
    } else if ((flags & SQLITE_SHM_SHARED) != 0) {
      got = index.lock_shared(file.shared_memory, slots);
    } else {
      got = index.lock_exclusive(file.shared_memory, slots);
    }
    return got ? SQLITE_OK : SQLITE_BUSY;
  });
}

// Yielding here lets others see a wal-index header of which one copy is new and one is old, as
// other cores would.
void shm_barrier(sqlite3_file* base) noexcept {
  (void)perform(of(base), vfs_shm_barrier, 0, [] { return SQLITE_OK; });
}

int shm_unmap(sqlite3_file* base, int) noexcept {
  VfsFile& file = of(base);
  return perform(file, vfs_shm_unmap, 0, [&] {
    leave_shared_memory(file);
    return SQLITE_OK;
  });
}

// Version 2: shared memory, but no memory-mapped file content.
constexpr sqlite3_io_methods methods = {.iVersion = 2,
                                        .xClose = close,
                                        .xRead = read,
                                        .xWrite = write,
                                        .xTruncate = truncate,
                                        .xSync = sync,
                                        .xFileSize = file_size,
                                        .xLock = lock,
                                        .xUnlock = unlock,
                                        .xCheckReservedLock = check_reserved_lock,
                                        .xFileControl = file_control,
                                        .xSectorSize = sector_size,
                                        .xDeviceCharacteristics = device_characteristics,
                                        .xShmMap = shm_map,
                                        .xShmLock = shm_lock,
                                        .xShmBarrier = shm_barrier,
                                        .xShmUnmap = shm_unmap,
                                        .xFetch = nullptr,
                                        .xUnfetch = nullptr};

}  // namespace

VfsFile::VfsFile(Disk& its_disk, std::shared_ptr<Inode> its_inode, std::string_view its_label)
    : sqlite3_file{&methods}, disk(its_disk), inode(std::move(its_inode)), label(its_label) {
  ++inode->handles;
}

void VfsFile::place(sqlite3_file* memory, Disk& disk, std::shared_ptr<Inode> inode,
                    std::string_view label) {
  ::new (static_cast<void*>(memory)) VfsFile(disk, std::move(inode), label);
}

}  // namespace rollcall::sim
