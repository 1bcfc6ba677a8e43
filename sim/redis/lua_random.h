// The generator behind math.random: Redis's own, POSIX's 48-bit linear congruence, so that scripts
// draw the same numbers here and there. It starts with POSIX's seed and goes on from script to
// script.
#pragma once

#include <cstdint>

namespace rollcall::sim::redis {

class LuaRandom {
 public:
  void seed(std::int32_t seed) {
    state_ = static_cast<std::uint64_t>(static_cast<std::uint32_t>(seed)) << 16 | 0x330e;
  }
  // From 0 up to, and without, 2^31.
  std::int32_t next() {
    state_ = (state_ * 0x5deece66d + 0xb) & 0xffff'ffff'ffff;
    return static_cast<std::int32_t>(state_ >> 17);
  }

 private:
  std::uint64_t state_ = 0x1234'abcd'330e;
};

}  // namespace rollcall::sim::redis
