#include "sim/disk/file.h"

#include <algorithm>

#include "sim/schedule/key.h"

namespace rollcall::sim {

void File::write(std::uint64_t offset, std::string_view bytes) {
  if (bytes.empty()) return;
  const std::uint64_t end = offset + bytes.size();
  changes_.push_back({.offset = offset,
                      .end = end,
                      .size_before = size(),
                      .replaced = replaced_.size(),
                      .truncation = false});
  if (offset < size()) replaced_ += content_.copy(offset, bytes.size());
  content_.write(offset, bytes);
}

void File::append(std::string_view bytes) {
  if (bytes.empty()) return;
  write(size(), bytes);
  changes_.back().appended = true;
}

void File::truncate(std::uint64_t new_size) {
  if (new_size == size()) return;
  changes_.push_back({.offset = new_size,
                      .end = new_size,
                      .size_before = size(),
                      .replaced = replaced_.size(),
                      .truncation = true});
  if (new_size < size()) replaced_ += content_.copy(new_size, size() - new_size);
  content_.resize(new_size);
}

void File::sync(std::uint64_t mark) {
  if (mark <= synced_) return;
  const std::size_t count = std::min<std::size_t>(mark - synced_, changes_.size());
  const std::uint64_t replaced =
      count == changes_.size() ? replaced_.size() : changes_[count].replaced;
  synced_ = mark;
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
  replaced_.erase(0, replaced);
  for (Change& later : changes_) later.replaced -= replaced;
}

void File::install(std::string_view bytes) {
  content_.resize(0);
  content_.write(0, bytes);
  sync(mark());
}

void File::put_torn(const Change& change, std::string_view bytes, std::uint64_t sectors) {
  for (std::uint64_t from = change.offset; from < change.end;) {
    const std::uint64_t to = std::min((from / sector + 1) * sector, change.end);
    if (mix(sectors, from / sector) & 1) {
      content_.write(from, bytes.substr(from - change.offset, to - from));
    }
    from = to;
  }
}

void File::put_leading_sectors(const Change& change, std::string_view bytes,
                               std::uint64_t sectors) {
  const std::uint64_t first = change.offset / sector;
  const std::uint64_t touched = (change.end - 1) / sector - first + 1;
  const std::uint64_t kept = sectors % touched;
  if (kept == 0) return;
  content_.write(change.offset, bytes.substr(0, (first + kept) * sector - change.offset));
}

// Undoes the newest change; returns the bytes that it had written.
std::string File::take_back(const Change& change) {
  std::string written = content_.copy(change.offset, change.end - change.offset);
  const std::string_view replaced = std::string_view(replaced_).substr(change.replaced);
  content_.resize(change.size_before);
  content_.write(std::min(change.offset, change.size_before), replaced);
  replaced_.resize(change.replaced);
  return written;
}

void File::lose_power(const std::function<Fate(std::size_t change)>& fate) {
  std::vector<std::string> written(changes_.size());
  for (std::size_t i = changes_.size(); i-- > 0;) written[i] = take_back(changes_[i]);
  bool cut = false;  // nothing that was appended is kept from here on
  for (std::size_t i = 0; i < written.size(); ++i) {
    const Fate drawn = fate(i);
    if (changes_[i].appended) {
      if (cut) continue;
      cut = drawn.kind != Fate::Kind::kept;
    }
    if (drawn.kind == Fate::Kind::dropped) continue;
    if (changes_[i].truncation) {
      if (drawn.kind == Fate::Kind::kept) content_.resize(changes_[i].offset);
    } else if (drawn.kind == Fate::Kind::kept) {
      content_.write(changes_[i].offset, written[i]);
    } else if (changes_[i].appended) {
      put_leading_sectors(changes_[i], written[i], drawn.sectors);
    } else {
      put_torn(changes_[i], written[i], drawn.sectors);
    }
  }
  sync(mark());
}

}  // namespace rollcall::sim
