// Makes up worlds. Swarm testing (A. Groce et al., ISSTA 2012): each world first draws what it is
// like and which kinds of fault exist in it at all, so that rare combinations are not drowned by
// average ones.
//
// About two fifths of the worlds are sober: one or two clients with phones of their own and one
// fault, because only there a failure that needs this fault shows without being hidden by others.
// The rest is hard: rivals for one phone at one instant, crowds, pauses longer than locks, full
// pools, deadlines near the latency.
//
// Nothing of the strategy influences what is drawn for the world: the same seed and world give the
// same clients, faults and schedule for every strategy, and each knob is drawn under its name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/case.h"

namespace rollcall::scenarios {

/// The most that a generated world has of everything; at least 1 each, but for faults.
struct Bounds {
  std::uint32_t clients = 10;
  std::uint32_t operations = 10;  ///< of one client
  std::uint32_t processes = 3;
  std::uint32_t faults = 6;
  std::vector<std::string> kinds{};  ///< of faults; empty: all
  bool operator==(const Bounds&) const = default;
};

/// World number `world` of the campaign `seed`. Worlds do not depend on each other.
[[nodiscard]] Case generate(const StrategySpec& strategy, std::uint64_t seed, std::uint64_t world,
                            const Bounds& bounds = {});

/// The seed of world number `world`, for whoever makes it in another way.
[[nodiscard]] std::uint64_t world_seed(std::uint64_t seed, std::uint64_t world);

}  // namespace rollcall::scenarios
