#include "engine/retry.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace rollcall {
namespace {

/// From nothing to `bound`, inclusive.
Duration random_part(Host& host, Duration bound) {
  std::array<std::byte, sizeof(std::uint64_t)> bytes{};
  host.entropy(bytes);
  const auto parts = static_cast<std::uint64_t>(bound.count()) + 1;
  return Duration(static_cast<Duration::rep>(std::bit_cast<std::uint64_t>(bytes) % parts));
}

/// Doubled until it is `most`, and not beyond what a Duration can hold.
Duration doubled(Duration first, std::int64_t times, Duration most) {
  for (; times > 0 && first < most; --times) first = first > most / 2 ? most : first * 2;
  return std::min(first, most);
}

}  // namespace

bool Backoff::pause() {
  if (tried_ >= policy_.tries) return false;
  const Duration bound = doubled(policy_.first_pause, tried_ - 1, policy_.longest_pause);
  ++tried_;
  host_.sleep_for(random_part(host_, bound));
  return true;
}

}  // namespace rollcall
