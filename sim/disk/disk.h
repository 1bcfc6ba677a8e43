// The disk of one machine, and what belongs to its files while the machine runs: locks and the
// wal-index memory.
//
// Fault model: a file has current bytes (what every process sees) and changes that are not yet
// synced (file.h); so have the names (directory.h). Killing a process loses nothing here, for the
// page cache belongs to the machine. A power loss keeps, drops or tears each unsynced write, keeps
// a prefix of the uncommitted changes of names, and takes all locks and shared memory. A write that
// a kill interrupts has no effect at all, nor has one for which a full disk lacks room. Never
// modelled here: bit rot, and an error that leaves part of a write behind.
//
//     Disk disk(environment, key_of("app"));
//     disk.install("app.db", image);
//     std::shared_ptr<Inode> inode = disk.open("app.db", false);
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/disk/directory.h"
#include "sim/disk/inode.h"
#include "sim/environment.h"

namespace rollcall::sim {

class Disk {
 public:
  Disk(const Environment& environment, Key machine);

  /// Null: there is none and `create` is false.
  [[nodiscard]] std::shared_ptr<Inode> open(std::string_view path, bool create);
  /// False: there is none.
  bool remove(std::string_view path) { return directory_.remove(path); }
  /// Replaces `to`, atomically. False: there is no `from`.
  bool rename(std::string_view from, std::string_view to) { return directory_.rename(from, to); }
  [[nodiscard]] bool exists(std::string_view path) const {
    return directory_.find(path) != nullptr;
  }

  /// What a sync of the file that begins now will cover: its content and all names as they are.
  /// What others write while it is under way may not be durable when it ends.
  struct SyncPoint {
    std::uint64_t content;
    std::uint64_t names;
  };
  [[nodiscard]] SyncPoint begin_sync(const Inode& inode) const;
  void end_sync(Inode& inode, SyncPoint begun);
  void sync_names() { directory_.commit(directory_.mark()); }
  /// A file with durable content, as if it had been there before the world began.
  void install(std::string_view path, std::string_view bytes);

  /// From now on all files together may take that many bytes; what they take already stays.
  void set_capacity(std::uint64_t bytes) { capacity_ = bytes; }
  /// Whether there is room for a file that a write makes end at `end`.
  [[nodiscard]] bool has_room(const File& file, std::uint64_t end) const;

  /// Everything that was not synced is kept, dropped or torn. No handle may be open: kill the
  /// machine's processes first.
  void lose_power();

  /// The wal-index memory of all files as it is now, and back to it: a dying connection scribbles
  /// on it without any call of ours. Around the phase in which the tasks of a killed process run to
  /// their end.
  void snapshot_shared_memory();
  void restore_shared_memory();

  /// How often the process has opened a database here, this time included, over all of its lives.
  [[nodiscard]] unsigned count_open(Key process) { return ++opens_[process]; }

  [[nodiscard]] const Environment& environment() const { return environment_; }
  [[nodiscard]] Key machine() const { return machine_; }

 private:
  const Environment& environment_;
  Key machine_;
  Directory directory_;
  std::vector<std::pair<std::shared_ptr<Inode>, WalIndex::Snapshot>> shared_memory_;
  std::map<Key, unsigned> opens_;
  unsigned power_losses_ = 0;
  std::uint64_t capacity_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace rollcall::sim
