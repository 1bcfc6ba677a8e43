#include "faults/death.h"

#include <utility>
#include <vector>

#include "faults/named.h"
#include "faults/outsider.h"

namespace rollcall::faults {
namespace {

class Kill final : public Effect {
 public:
  bool possible(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    return named_process(world, event.on).up();
  }
  sim::Verdict happen(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    sim::Process& victim = named_process(world, event.on);
    world.kill(victim);
    world.at(world.now() + event.knobs.duration("restart_after"), victim.key,
             [&world, &victim] { world.start(victim); });
    return {};
  }
};

class PowerLoss final : public Effect {
 public:
  bool possible(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    return named_machine(world, event.on).powered;
  }
  sim::Verdict happen(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    sim::Machine& machine = named_machine(world, event.on);
    // A process that is down waits for its supervisor, which starts with the machine, too.
    std::vector<sim::Process*> processes = machine.processes;
    std::erase_if(processes, [](const sim::Process* process) { return is_outsider(*process); });
    world.lose_power(machine);
    world.at(world.now() + event.knobs.duration("restart_after"), machine.key,
             [&world, &machine, processes = std::move(processes)] {
               world.restore_power(machine);
               for (sim::Process* process : processes) world.start(*process);
             });
    return {};
  }
};

}  // namespace

std::unique_ptr<Effect> make_kill() { return std::make_unique<Kill>(); }
std::unique_ptr<Effect> make_power_loss() { return std::make_unique<PowerLoss>(); }

}  // namespace rollcall::faults
