// The content of one file, and what a power loss may make of it.
//
// Fault model: it remembers the current bytes and every change since the last sync, in order, with
// what the change replaced. A power loss gives each change a fate: kept, dropped, or torn, when
// each 512-byte sector (aligned in the file) is kept or dropped for itself; a truncation is kept or
// dropped whole. Bytes outside the written range never change (SQLite calls this powersafe
// overwrite), synced bytes are never lost, and bytes are never invented: what lies beyond every
// kept write reads as zeros. Of what was appended to a log, a power loss keeps a beginning: a
// journaling file system in ordered mode (ext4) lets a file grow only over blocks that are written.
//
// One copy of the bytes suffices: a sync forgets the replaced bytes, which costs nothing, and
// appending replaces none.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/disk/content.h"

namespace rollcall::sim {

/// What becomes of one unsynced change.
struct Fate {
  enum class Kind : std::uint8_t { kept, dropped, torn };
  Kind kind = Kind::kept;
  std::uint64_t sectors = 0;  ///< torn: seeds the choice of the sectors that are kept
};

class File {
 public:
  static constexpr std::uint64_t sector = 512;

  [[nodiscard]] std::uint64_t size() const { return content_.size(); }
  [[nodiscard]] std::string bytes() const { return content_.copy(0, size()); }
  /// Copies what there is at `offset`; returns how many bytes, fewer than asked at the end of the
  /// file.
  std::size_t read(std::uint64_t offset, std::span<char> into) const {
    return content_.read(offset, into);
  }
  /// A gap between the old end and `offset` reads as zeros.
  void write(std::uint64_t offset, std::string_view bytes);
  /// Writes at the end, as to a log.
  void append(std::string_view bytes);
  /// Cuts or extends with zeros.
  void truncate(std::uint64_t size);
  /// What a sync that begins now will cover: the changes made so far.
  [[nodiscard]] std::uint64_t mark() const { return synced_ + changes_.size(); }
  /// The changes before the mark are durable. No effect when a later sync has ended already.
  void sync(std::uint64_t mark);
  /// Durable content, as if written and synced long ago.
  void install(std::string_view bytes);

  /// Changes since the last sync.
  [[nodiscard]] std::size_t unsynced() const { return changes_.size(); }
  /// `fate(i)` is asked once for each unsynced change, in order; what remains is durable.
  void lose_power(const std::function<Fate(std::size_t change)>& fate);

 private:
  struct Change {
    std::uint64_t offset;  ///< a truncation: the new size
    std::uint64_t end;     ///< past the written bytes; a truncation: equal to offset
    std::uint64_t size_before;
    std::uint64_t replaced;  ///< where in `replaced_` its replaced bytes start
    bool truncation;
    bool appended = false;
  };
  void put_leading_sectors(const Change& change, std::string_view bytes, std::uint64_t sectors);
  void put_torn(const Change& change, std::string_view bytes, std::uint64_t sectors);
  [[nodiscard]] std::string take_back(const Change& change);

  Content content_;
  std::string replaced_;
  std::vector<Change> changes_;
  std::uint64_t synced_ = 0;  ///< how many changes are durable by now
};

}  // namespace rollcall::sim
