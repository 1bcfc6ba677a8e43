// The peers that host conformance talks to, as programs for simulated processes.
#pragma once

#include <cstdint>
#include <functional>

#include "engine/host_conformance.h"
#include "sim/world.h"

namespace rollcall::sim {

/// Listens at the port of its process' machine and behaves as `kind` says, until it is killed.
std::function<void(Host&)> test_peer(World& world, std::string_view process, std::uint16_t port,
                                     Peer kind);

}  // namespace rollcall::sim
