#include "scenarios/draws.h"

#include <bit>

#include "engine/check.h"
#include "sim/schedule/key.h"

namespace rollcall::scenarios {

Draws Draws::about(std::string_view subject) const {
  return Draws(sim::mix(seed_, sim::key_of(subject)));
}

std::int64_t Draws::between(std::int64_t least, std::int64_t most) {
  ROLLCALL_CHECK(least <= most, "there is something to draw from");
  const std::uint64_t span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  const std::uint64_t drawn = bits();
  const std::uint64_t offset = span == UINT64_MAX ? drawn : drawn % (span + 1);
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + offset);
}

Duration Draws::between(Duration least, Duration most) {
  return Duration(between(least.count(), most.count()));
}

Duration Draws::scaled(Duration least, Duration most) {
  ROLLCALL_CHECK(least > Duration::zero() && least <= most, "a scale begins above zero");
  const auto lowest = static_cast<std::uint64_t>(least.count());
  const auto highest = static_cast<std::uint64_t>(most.count());
  const auto doublings = static_cast<std::int64_t>(std::bit_width(highest / lowest)) - 1;
  const std::int64_t shift = between(0, doublings);
  const std::uint64_t from = lowest << shift;
  const std::uint64_t to = from > highest / 2 ? highest : from * 2;
  return Duration(between(static_cast<std::int64_t>(from), static_cast<std::int64_t>(to)));
}

}  // namespace rollcall::scenarios
