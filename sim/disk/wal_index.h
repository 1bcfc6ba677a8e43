// The wal-index of one database: memory that all its connections share, and eight locks. It is a
// file only in name: whoever connects first finds it empty, because SQLite truncates it then, so it
// lives while anybody is connected. Source: sqlite.org/walformat.html, sections 2.2 and 2.3.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace rollcall::sim {

class WalIndex {
 public:
  static constexpr unsigned slots = 8;  ///< SQLITE_SHM_NLOCK

  /// One connection's locks, a bit for each slot.
  struct Connection {
    std::uint16_t shared = 0;
    std::uint16_t exclusive = 0;
  };
  struct Slots {
    unsigned first;
    unsigned count;
  };

  void connect() { ++connections_; }
  /// Drops the connection's locks. True: it was the last one.
  bool disconnect(Connection& connection);

  /// Null: there is no such region, and `extend` is false. New regions are zeros.
  [[nodiscard]] std::byte* region(std::size_t index, std::size_t size, bool extend);

  /// False: another connection is in the way.
  [[nodiscard]] bool lock_shared(Connection& connection, Slots wanted);
  [[nodiscard]] bool lock_exclusive(Connection& connection, Slots wanted);
  /// No effect on slots that the connection does not hold.
  void unlock(Connection& connection, Slots held);

  /// "write", "checkpoint", "recover" or "read".
  [[nodiscard]] static std::string_view slot_name(unsigned slot);

  /// All its memory, and back to it.
  using Snapshot = std::vector<std::vector<std::byte>>;
  [[nodiscard]] Snapshot save() const { return regions_; }
  void restore(const Snapshot& snapshot);

 private:
  struct Slot {
    unsigned shared = 0;
    bool exclusive = false;
  };
  std::array<Slot, slots> slots_{};
  std::vector<std::vector<std::byte>> regions_;  // moving a vector leaves its bytes where they are
  unsigned connections_ = 0;
};

}  // namespace rollcall::sim
