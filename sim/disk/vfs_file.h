// A file that SQLite has open on a simulated disk.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string_view>

#include "sim/disk/disk.h"

namespace rollcall::sim {

/// Lives in memory that SQLite provides; made by `place`, ended by its xClose.
struct VfsFile : sqlite3_file {
  Disk& disk;
  std::shared_ptr<Inode> inode;
  std::string_view label;  ///< "db", "wal", "journal" or "temp"
  FileLocks::Holder lock{};
  WalIndex::Connection shared_memory{};
  bool connected = false;  ///< to the inode's wal-index

  /// Makes one in the memory that SQLite passed to xOpen.
  static void place(sqlite3_file* memory, Disk& disk, std::shared_ptr<Inode> inode,
                    std::string_view label);

 private:
  VfsFile(Disk& its_disk, std::shared_ptr<Inode> its_inode, std::string_view its_label);
};

}  // namespace rollcall::sim
