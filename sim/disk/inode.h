// A file itself, apart from its names: content, locks, and the wal-index while connections share
// one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sim/disk/file.h"
#include "sim/disk/file_locks.h"
#include "sim/disk/wal_index.h"
#include "sim/schedule/key.h"

namespace rollcall::sim {

struct Inode {
  explicit Inode(std::string_view its_path) : path(its_path), key(key_of(its_path)) {}

  std::string path;  ///< where it was created
  Key key;
  File file{};
  FileLocks locks{};
  std::unique_ptr<WalIndex> wal_index{};  ///< null: no connection uses one
  unsigned handles = 0;                   ///< how many are open
};

}  // namespace rollcall::sim
