// What kind of world a generated case is: drawn first, it decides what the rest is drawn from.
#pragma once

#include "scenarios/draws.h"

namespace rollcall::scenarios {

struct Character {
  enum class Kind {
    sober,   ///< one or two clients, one after the other, phones of their own
    rivals,  ///< a few clients who want the same phone at the same instant
    crowd,   ///< many clients at one instant
    mixed,   ///< several clients with longer plans
  };
  enum class Theme {
    none,
    short_locks,   ///< locks that end sooner than what they guard, and processes that pause
    full_pools,    ///< few connections, short waits for them, and somebody who holds the database
    cut_promises,  ///< an app process that dies right after it has acknowledged a user
  };
  Kind kind = Kind::mixed;
  Theme theme = Theme::none;
};
[[nodiscard]] Character draw_character(Draws draws);

}  // namespace rollcall::scenarios
