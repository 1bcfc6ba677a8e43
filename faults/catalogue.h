// The entries of the catalogue, by family. Everybody else wants `fault_kinds()`.
#pragma once

#include "faults/fault.h"

namespace rollcall::faults {

// app.cpp
[[nodiscard]] FaultKind app_kill();
[[nodiscard]] FaultKind app_pause();
// machine.cpp
[[nodiscard]] FaultKind machine_power_loss();
// network.cpp
[[nodiscard]] FaultKind net_delay();
[[nodiscard]] FaultKind net_drop_reply();
[[nodiscard]] FaultKind net_drop_request();
[[nodiscard]] FaultKind net_reset();
// redis.cpp
[[nodiscard]] FaultKind redis_kill();
[[nodiscard]] FaultKind redis_power_loss();
// sqlite.cpp
[[nodiscard]] FaultKind sqlite_outside_writer();

}  // namespace rollcall::faults
