// Named latencies: how long a message, a command, a write and a commit take.
#pragma once

#include <span>
#include <string_view>

#include "sim/latency.h"

namespace rollcall::scenarios {

struct Profile {
  std::string_view name;
  std::string_view summary;
  sim::Latency latency;
};
/// ssd, cloud-disk, design-document
[[nodiscard]] std::span<const Profile> profiles();
[[nodiscard]] const Profile* find_profile(std::string_view name);

}  // namespace rollcall::scenarios
