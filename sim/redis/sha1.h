// SHA-1 (FIPS 180-4), by which Redis names scripts and sums up datasets. Not for security.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace rollcall::sim::redis {

using Sha1 = std::array<std::uint8_t, 20>;
using ScriptDigest = std::array<char, 40>;  // lower-case hexadecimal

[[nodiscard]] Sha1 sha1_of(std::string_view text);
[[nodiscard]] ScriptDigest sha1_hex(std::string_view text);

}  // namespace rollcall::sim::redis
