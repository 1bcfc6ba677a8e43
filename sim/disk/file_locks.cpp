#include "sim/disk/file_locks.h"

namespace rollcall::sim {

bool FileLocks::acquire(Holder& holder, LockLevel wanted) {
  if (holder.level >= wanted) return true;
  if (wanted == LockLevel::shared) {
    if (writer_ != nullptr && writer_->level >= LockLevel::pending) return false;
    ++holders_;
    holder.level = LockLevel::shared;
    return true;
  }
  if (writer_ != nullptr && writer_ != &holder) return false;
  writer_ = &holder;
  if (wanted == LockLevel::exclusive && holders_ > 1) {
    holder.level = LockLevel::pending;
    return false;
  }
  holder.level = wanted;
  return true;
}

void FileLocks::release(Holder& holder, LockLevel down_to) {
  if (holder.level <= down_to) return;
  if (writer_ == &holder) writer_ = nullptr;
  if (down_to == LockLevel::none) --holders_;
  holder.level = down_to;
}

}  // namespace rollcall::sim
