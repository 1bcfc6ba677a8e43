// A registration that is acknowledged before SQLite has it.
#pragma once

#include "engine/strategy.h"

namespace rollcall {

struct PendingUser {
  Handle handle;  ///< as given out; names this user for ever
  NewUser user;
};

}  // namespace rollcall
