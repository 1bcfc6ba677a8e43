#include "sim/world.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"
#include "sim/alive.h"
#include "sim/disk/disk.h"
#include "sim/disk/sqlite_process.h"
#include "sim/sim_host.h"
#include "sim/wall_clock.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

std::unique_ptr<SchedulePolicy> make_policy(const WorldSettings& settings) {
  const PolicySpec* spec = find_policy(settings.policy);
  ROLLCALL_CHECK(spec != nullptr, "no such schedule policy");
  return spec->make(settings.seed, settings.policy_depth);
}

template <class Named>
Named* find_named(const std::vector<std::unique_ptr<Named>>& all, std::string_view name) {
  const auto found = std::ranges::find_if(all, [&](const auto& one) { return one->name == name; });
  return found != all.end() ? found->get() : nullptr;
}

}  // namespace

/// A process that is dying or dead, until nobody can refer to what it left. A task that kills its
/// own process ends after `die` has returned: what its end needs must not live on its stack.
struct World::Death {
  Process& process;
  bool power_lost;
  std::function<void(bool)> around{};
  std::unique_ptr<TaskGroup> group{};  ///< not null: its last task has ended
  std::unique_ptr<Host> host{};
};

World::World(const WorldSettings& settings)
    : decisions_(settings.seed),
      latency_(settings.latency),
      scheduler_(make_policy(settings), trace_, settings.limits),
      environment_{trace_, scheduler_, decisions_, hooks_, latency_},
      network_(environment_),
      appointments_(scheduler_) {
  if (settings.keep_events) trace_.keep();
  reset_sqlite(settings.seed);
}

World::~World() {
  for (const auto& process : processes_) die(*process, "end", false);
}

Machine& World::add_machine(std::string_view name) {
  ROLLCALL_CHECK(find_machine(name) == nullptr, "machines have names of their own");
  auto disk = std::make_unique<Disk>(environment_, key_of(name));
  return *machines_.emplace_back(std::make_unique<Machine>(name, std::move(disk)));
}

Process& World::add_process(Machine& machine, std::string_view name,
                            std::function<void(Host&)> program) {
  ROLLCALL_CHECK(find_process(name) == nullptr, "processes have names of their own");
  processes_.push_back(std::make_unique<Process>(Process{.name = std::string(name),
                                                         .key = key_of(name),
                                                         .machine = machine,
                                                         .program = std::move(program)}));
  machine.processes.push_back(processes_.back().get());
  return *processes_.back();
}

Machine* World::find_machine(std::string_view name) { return find_named(machines_, name); }
Process* World::find_process(std::string_view name) { return find_named(processes_, name); }

void World::start(Process& process) {
  if (process.up() || !process.machine.powered) return;
  if (process.group != nullptr) {  // a task that killed its own process has not ended yet
    return at(now(), process.key, [this, &process] { start(process); });
  }
  const Key incarnation = mix(process.key, ++process.incarnation);
  process.group = std::make_unique<TaskGroup>(incarnation, process.name, &process);
  process.host = std::make_unique<SimHost>(*this, process, *process.group);
  process.paused_until = {};
  record(process.key, process.name, "start");
  Host& host = *process.host;
  spawn(process, "main", [this, &process, &host] {
    process.program(host);
    die(process, "exit", false);
  });
}

SimTask& World::spawn(Process& process, std::string_view name, std::function<void()> body, Key key,
                      Key operation) {
  ROLLCALL_CHECK(process.up(), "only a running process has tasks");
  SimTask& task = scheduler_.spawn(
      *process.group, name, [body = std::move(body)] { run_to_its_end(body); }, key);
  task.operation = operation;
  return task;
}

void World::kill(Process& process) { die(process, "kill", false); }

void World::die(Process& process, std::string_view how, bool power_lost) {
  if (!process.up()) return;
  std::erase_if(deaths_, [](const auto& death) { return death->group != nullptr; });
  if (!deaths_.empty()) {  // one at a time: a task that has killed its own process asks for another
                           // death
    return at(now(), process.key,
              [this, &process, how, power_lost] { die(process, how, power_lost); });
  }
  record(process.key, process.name, how);
  Death& death = *deaths_.emplace_back(std::make_unique<Death>(process, power_lost));
  death.around = [this, &death](bool begin) {
    if (begin) {
      death.process.machine.disk->snapshot_shared_memory();
    } else {
      bury(death);
    }
  };
  scheduler_.kill(*process.group, death.around);
}

/// Its last task has ended, and no other has run since the first.
void World::bury(Death& death) {
  Machine& machine = death.process.machine;
  machine.disk->restore_shared_memory();
  network_.process_died(death.process, death.power_lost);
  death.group = std::move(death.process.group);
  death.host = std::move(death.process.host);
  const bool last = std::ranges::none_of(machine.processes,
                                         [](const Process* one) { return one->group != nullptr; });
  if (death.power_lost && last) machine.disk->lose_power();
}

void World::lose_power(Machine& machine) {
  if (!machine.powered) return;
  machine.powered = false;
  record(machine.key, machine.name, "power lost");
  const SimTask* caller = SimTask::current();
  Process* own = caller != nullptr ? caller->group().process() : nullptr;
  std::vector<Process*> victims;
  for (Process* process : machine.processes) {
    if (process != own && process->up()) victims.push_back(process);
  }
  // The caller's own process last: when it has ended, the disk forgets.
  if (own != nullptr && &own->machine == &machine && own->up()) victims.push_back(own);
  if (victims.empty()) machine.disk->lose_power();
  for (Process* victim : victims) die(*victim, "power lost", true);
}

void World::restore_power(Machine& machine) {
  if (machine.powered) return;
  machine.powered = true;
  record(machine.key, machine.name, "power restored");
}

void World::pause(Process& process, Duration length) {
  if (!process.up()) return;
  record(process.key, process.name, "pause");
  const MonotonicTime end = now() + length;
  process.paused_until = std::max(process.paused_until, end);
  at(end, process.key, [this, &process, incarnation = process.incarnation] {
    if (process.incarnation == incarnation && process.paused_until <= now()) resume(process);
  });
  scheduler_.pause(*process.group);
}

void World::resume(Process& process) {
  if (!process.up() || !process.group->paused()) return;
  process.paused_until = now();
  record(process.key, process.name, "resume");
  scheduler_.resume(*process.group);
}

void World::at(MonotonicTime when, Key key, std::function<void()> action) {
  appointments_.at(when, key, std::move(action));
}

WallTime World::wall_now(const Machine& machine) const {
  return wall_time(now(), machine.wall_offset);
}

void World::record(Key actor, std::string_view name, std::string_view what) {
  environment_.record(EventKind::process, actor, name, 0, 0, what);
}

}  // namespace rollcall::sim
