// The parts of the world that an event is on. That they exist was settled when the case was read.
#pragma once

#include <string_view>

#include "engine/check.h"
#include "sim/world.h"

namespace rollcall::faults {

[[nodiscard]] inline sim::Process& named_process(sim::World& world, std::string_view name) {
  sim::Process* process = world.find_process(name);
  ROLLCALL_CHECK(process != nullptr, "a fault is on a process that the world does not have");
  return *process;
}

[[nodiscard]] inline sim::Machine& named_machine(sim::World& world, std::string_view name) {
  sim::Machine* machine = world.find_machine(name);
  ROLLCALL_CHECK(machine != nullptr, "a fault is on a machine that the world does not have");
  return *machine;
}

}  // namespace rollcall::faults
