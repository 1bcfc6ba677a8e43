// Which Redis is simulated.
#pragma once

#include <string_view>

namespace rollcall::sim::redis {

inline constexpr std::string_view redis_version = "7.0.15";
inline constexpr int redis_version_number = 0x0007000f;

}  // namespace rollcall::sim::redis
