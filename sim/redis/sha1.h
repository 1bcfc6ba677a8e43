// SHA-1 (FIPS 180-4), by which Redis names scripts. Not for security.
#pragma once

#include <array>
#include <string_view>

namespace rollcall::sim::redis {

using ScriptDigest = std::array<char, 40>;  // lower-case hexadecimal

[[nodiscard]] ScriptDigest sha1_hex(std::string_view text);

}  // namespace rollcall::sim::redis
