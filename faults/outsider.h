// A program of somebody else, on a machine of ours: no supervisor of ours restarts it.
#pragma once

#include <functional>

#include "sim/world.h"

namespace rollcall::faults {

/// Starts `program` once on the machine, as a process of its own.
sim::Process& start_outsider(sim::World& world, sim::Machine& machine,
                             std::function<void(Host&)> program);
[[nodiscard]] bool is_outsider(const sim::Process& process);

}  // namespace rollcall::faults
