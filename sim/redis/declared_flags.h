// What the script or function that a request would run says of itself.
#pragma once

#include <optional>

#include "sim/redis/command.h"
#include "sim/redis/script_flags.h"

namespace rollcall::sim::redis {

// Nothing where the request runs none, or one that says nothing.
[[nodiscard]] std::optional<ScriptFlags> declared_flags(Instance& instance, const Command& command,
                                                        Arguments args);

}  // namespace rollcall::sim::redis
