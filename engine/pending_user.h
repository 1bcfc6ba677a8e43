// A registration that is acknowledged before SQLite has it.
#pragma once

#include "engine/strategy.h"

namespace rollcall {

struct PendingUser {
  Handle handle;  ///< as given out; names this user for ever
  NewUser user;
};

/// How it ended, for good.
struct Settled {
  UserStatus status = UserStatus::active;  ///< or conflict
  std::int64_t id = 0;                     ///< of the row; 0: a conflict has none
  bool operator==(const Settled&) const = default;
};

}  // namespace rollcall
