// The names of the files of one disk, and what a power loss may make of them.
//
// Fault model: it remembers every creation, removal and rename since the last commit, in order. A
// power loss keeps a prefix of them and undoes the rest. Any sync of any file commits all of them,
// as a journalling file system does (ext4): SQLite relies on that when it unlinks a rollback
// journal without syncing the directory.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim {

struct Inode;  // inode.h

class Directory {
 public:
  // Shared: a handle outlives its name (POSIX), and a removed file may come back.
  using Names = std::map<std::string, std::shared_ptr<Inode>, std::less<>>;

  /// Null: there is none.
  [[nodiscard]] std::shared_ptr<Inode> find(std::string_view path) const;
  [[nodiscard]] const Names& names() const { return names_; }

  /// The name now means `inode`, whatever it meant before.
  void link(std::string_view path, std::shared_ptr<Inode> inode);
  /// False: there is no such name.
  bool remove(std::string_view path);
  /// Replaces what `to` meant, atomically. False: there is no `from`.
  bool rename(std::string_view from, std::string_view to);

  /// What a commit that begins now will cover: the changes made so far.
  [[nodiscard]] std::uint64_t mark() const { return committed_ + changes_.size(); }
  /// The changes before the mark are durable. No effect when a later commit has ended already.
  void commit(std::uint64_t mark);
  [[nodiscard]] std::size_t uncommitted() const { return changes_.size(); }
  /// Undoes all changes but the first `kept`; what remains is durable.
  void lose_power(std::size_t kept);

 private:
  /// What two names meant before (null: nothing); `second` is empty unless it was a rename.
  struct Change {
    std::string first;
    std::shared_ptr<Inode> first_before;
    std::string second{};
    std::shared_ptr<Inode> second_before{};
  };
  void set(std::string_view path, std::shared_ptr<Inode> inode);

  Names names_;
  std::vector<Change> changes_;
  std::uint64_t committed_ = 0;  ///< how many changes are durable by now
};

}  // namespace rollcall::sim
