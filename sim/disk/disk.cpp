#include "sim/disk/disk.h"

#include "engine/check.h"
#include "sim/disk/power_loss.h"

namespace rollcall::sim {

Disk::Disk(const Environment& environment, Key machine)
    : environment_(environment), machine_(machine) {}

std::shared_ptr<Inode> Disk::open(std::string_view path, bool create) {
  std::shared_ptr<Inode> inode = directory_.find(path);
  if (inode == nullptr && create) {
    inode = std::make_shared<Inode>(path);
    directory_.link(path, inode);
  }
  return inode;
}

Disk::SyncPoint Disk::begin_sync(const Inode& inode) const {
  return {.content = inode.file.mark(), .names = directory_.mark()};
}

void Disk::end_sync(Inode& inode, SyncPoint begun) {
  inode.file.sync(begun.content);
  directory_.commit(begun.names);
}

void Disk::install(std::string_view path, std::string_view bytes) {
  auto inode = std::make_shared<Inode>(path);
  inode->file.install(bytes);
  directory_.link(path, std::move(inode));
  sync_names();
}

bool Disk::has_room(const File& file, std::uint64_t end) const {
  if (end <= file.size()) return true;
  std::uint64_t taken = end - file.size();
  for (const auto& [path, inode] : directory_.names()) taken += inode->file.size();
  return taken <= capacity_;
}

void Disk::lose_power() {
  const Key meaning = mix(machine_, ++power_losses_);
  const std::uint64_t bits = environment_.decisions.draw(Domain::loss, meaning);
  directory_.lose_power(static_cast<std::size_t>(bits % (directory_.uncommitted() + 1)));
  for (const auto& [path, inode] : directory_.names()) {
    ROLLCALL_CHECK(inode->handles == 0, "a machine loses power while a file is open");
    const PowerLoss loss(environment_.decisions, mix(meaning, inode->key), inode->file.unsynced());
    inode->file.lose_power([&loss](std::size_t change) { return loss.fate(change); });
  }
}

void Disk::snapshot_shared_memory() {
  shared_memory_.clear();
  for (const auto& [path, inode] : directory_.names()) {
    if (inode->wal_index != nullptr) shared_memory_.emplace_back(inode, inode->wal_index->save());
  }
}

void Disk::restore_shared_memory() {
  for (const auto& [inode, snapshot] : shared_memory_) {
    if (inode->wal_index != nullptr) inode->wal_index->restore(snapshot);
  }
  shared_memory_.clear();
}

}  // namespace rollcall::sim
