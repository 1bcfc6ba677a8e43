#include "faults/outsider.h"

#include <string>
#include <utility>

namespace rollcall::faults {
namespace {

constexpr std::string_view prefix = "outsider";

}  // namespace

sim::Process& start_outsider(sim::World& world, sim::Machine& machine,
                             std::function<void(Host&)> program) {
  std::string name;
  int number = 1;
  do {
    name = std::string(prefix) + std::to_string(number++);
  } while (world.find_process(name) != nullptr);
  sim::Process& process = world.add_process(machine, name, std::move(program));
  world.start(process);
  return process;
}

bool is_outsider(const sim::Process& process) { return process.name.starts_with(prefix); }

}  // namespace rollcall::faults
