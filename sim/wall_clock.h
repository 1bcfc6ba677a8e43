// The wall clock of a world: what a machine with no offset reads at virtual time zero.
#pragma once

#include "engine/host.h"

namespace rollcall::sim {

inline constexpr WallTime wall_epoch =
    std::chrono::sys_days{std::chrono::January / std::chrono::day{1} / 2026};

/// What a machine's wall clock shows, whose offset against the world's is `offset`.
[[nodiscard]] constexpr WallTime wall_time(MonotonicTime now, Duration offset) {
  return wall_epoch + now.time_since_epoch() + offset;
}

}  // namespace rollcall::sim
