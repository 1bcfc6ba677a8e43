// SQLite's locks on one database file, between all handles of all processes, as its unix VFS keeps
// them: many may hold SHARED, one of them RESERVED; PENDING lets no new reader in, and EXCLUSIVE
// waits until the last one has gone. Source: sqlite.org/lockingv3.html, section 3.
#pragma once

#include <cstdint>

namespace rollcall::sim {

/// The numbers of SQLITE_LOCK_NONE and so on.
enum class LockLevel : std::uint8_t { none, shared, reserved, pending, exclusive };

class FileLocks {
 public:
  /// One handle's part; starts and ends at `none`.
  struct Holder {
    LockLevel level = LockLevel::none;
  };
  /// Raises to shared, reserved or exclusive. False: another handle is in the way; a holder that
  /// wanted `exclusive` may then be left at `pending`.
  [[nodiscard]] bool acquire(Holder& holder, LockLevel wanted);
  /// Down to `shared` or `none`; no effect on a holder that is not above it.
  void release(Holder& holder, LockLevel down_to);
  /// Somebody intends to write.
  [[nodiscard]] bool reserved() const { return writer_ != nullptr; }

 private:
  unsigned holders_ = 0;      ///< at shared or above
  Holder* writer_ = nullptr;  ///< the one above shared
};

}  // namespace rollcall::sim
