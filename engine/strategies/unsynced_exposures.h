// What every contract says of `synchronous = "normal"`: a commit is then durable only once a
// checkpoint has synced the file. After a power loss SQLite has forgotten what came since; it gives
// the same ids again, and Redis still has copies of whom they named before.
#pragma once

#include "engine/contract.h"

namespace rollcall {

inline constexpr std::string_view unsynced =
    "with synchronous = normal, power loss takes what was committed since the last checkpoint, and "
    "what was taken may stand in Redis under an id that is given again";

/// However long ago: a checkpoint comes after a thousand pages, not after a time. And however long
/// after: a copy in Redis lasts as long as its TTL.
inline constexpr bool whenever(const Exposed&) { return true; }

inline constexpr Exposure unsynced_exposure(Promise promise) {
  return {.promise = promise,
          .threat = Threat::app_machine_lost,
          .text = unsynced,
          .covers = whenever,
          .besides = {},
          .only_with = {"synchronous", "normal"}};
}
inline constexpr Exposure unsynced_exposures[] = {
    unsynced_exposure(Promise::unique_phones),   unsynced_exposure(Promise::no_lost_users),
    unsynced_exposure(Promise::ids_reconcile),   unsynced_exposure(Promise::right_user),
    unsynced_exposure(Promise::login_after_ack),
};

}  // namespace rollcall
