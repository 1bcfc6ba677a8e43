// Identities and decisions are hashes of what they mean, never of when they were made: removing one
// client or fault leaves every other identity, and so every other draw, as it was.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollcall::sim {

using Key = std::uint64_t;

/// Order matters: mix(a, b) != mix(b, a). The folded 128-bit product of wyhash (Wang Yi, public
/// domain).
[[nodiscard]] constexpr Key mix(Key a, Key b) {
  const auto product =
      static_cast<unsigned __int128>(a ^ 0xa0761d6478bd642fULL) * (b ^ 0xe7037ed1a0b428dbULL);
  return static_cast<Key>(product) ^ static_cast<Key>(product >> 64);
}

/// XXH3 of the bytes.
[[nodiscard]] Key key_of(std::string_view text);

}  // namespace rollcall::sim
