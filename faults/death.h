// What kills processes and takes power, and brings both back after the knob `restart_after`, as a
// supervisor or an electrician would.
#pragma once

#include <memory>

#include "faults/fault.h"

namespace rollcall::faults {

/// kill -9 of the process that the event is on.
[[nodiscard]] std::unique_ptr<Effect> make_kill();
/// The machine that the event is on loses its power; when that is back, the processes that it had
/// start again.
[[nodiscard]] std::unique_ptr<Effect> make_power_loss();

}  // namespace rollcall::faults
