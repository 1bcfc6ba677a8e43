// The one hash of strings in this folder: the same for every build, never visible in an order.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollcall::sim::redis {

[[nodiscard]] std::uint32_t hash_of(std::string_view text);
// The checksum that ends a snapshot.
[[nodiscard]] std::uint64_t checksum_of(std::string_view text);

}  // namespace rollcall::sim::redis
