// The kernel's monotonic clock as the engine's, and the waits that it allows.
#pragma once

#include <time.h>

#include "engine/host.h"

namespace rollcall {

/// CLOCK_MONOTONIC: not moved by setting the wall clock, slewed by NTP.
[[nodiscard]] MonotonicTime os_now();

/// Blocks the thread until the clock has reached `deadline`.
void os_sleep_until(MonotonicTime deadline);

/// From now to the deadline: never negative, and at most an hour, so that a far deadline never
/// overflows and whoever waits looks at the clock again.
[[nodiscard]] timespec time_left(MonotonicTime deadline);

}  // namespace rollcall
