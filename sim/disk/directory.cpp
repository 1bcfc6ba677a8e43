#include "sim/disk/directory.h"

#include <algorithm>
#include <utility>

#include "sim/disk/inode.h"

namespace rollcall::sim {

std::shared_ptr<Inode> Directory::find(std::string_view path) const {
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : found->second;
}

void Directory::link(std::string_view path, std::shared_ptr<Inode> inode) {
  changes_.push_back({.first = std::string(path), .first_before = find(path)});
  set(path, std::move(inode));
}

bool Directory::remove(std::string_view path) {
  std::shared_ptr<Inode> removed = find(path);
  if (removed == nullptr) return false;
  changes_.push_back({.first = std::string(path), .first_before = std::move(removed)});
  set(path, nullptr);
  return true;
}

bool Directory::rename(std::string_view from, std::string_view to) {
  std::shared_ptr<Inode> moved = find(from);
  if (moved == nullptr) return false;
  if (from == to) return true;
  changes_.push_back({.first = std::string(from),
                      .first_before = moved,
                      .second = std::string(to),
                      .second_before = find(to)});
  set(from, nullptr);
  set(to, std::move(moved));
  return true;
}

void Directory::commit(std::uint64_t mark) {
  if (mark <= committed_) return;
  const std::size_t count = std::min<std::size_t>(mark - committed_, changes_.size());
  committed_ = mark;
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
}

void Directory::lose_power(std::size_t kept) {
  while (changes_.size() > kept) {
    const Change& undone = changes_.back();
    set(undone.first, undone.first_before);
    if (!undone.second.empty()) set(undone.second, undone.second_before);
    changes_.pop_back();
  }
  commit(mark());
}

void Directory::set(std::string_view path, std::shared_ptr<Inode> inode) {
  if (inode == nullptr) {
    const auto found = names_.find(path);
    if (found != names_.end()) names_.erase(found);
  } else {
    names_.insert_or_assign(std::string(path), std::move(inode));
  }
}

}  // namespace rollcall::sim
