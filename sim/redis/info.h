// The text of INFO: those fields that clients and tools look at.
#pragma once

#include <string>

#include "sim/redis/instance.h"
#include "sim/redis/request_reader.h"

namespace rollcall::sim::redis {

// `sections`: names in any case, or "all", "default", "everything"; none means "default".
[[nodiscard]] std::string info_text(const Instance& instance, Arguments sections);

}  // namespace rollcall::sim::redis
