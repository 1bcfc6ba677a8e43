// A moment as text.
#pragma once

#include <string>

#include "engine/host.h"

namespace rollcall {

/// ISO 8601 in UTC to the microsecond: "2024-02-29T12:00:00.000001".
[[nodiscard]] std::string iso_time(WallTime time);

}  // namespace rollcall
