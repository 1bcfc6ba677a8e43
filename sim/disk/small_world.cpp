#include "sim/disk/small_world.h"

#include "engine/check.h"
#include "sim/disk/sqlite_process.h"

namespace rollcall::sim {

SmallWorld::SmallWorld(const SmallWorldSettings& settings)
    : latency_(settings.latency),
      decisions_(settings.seed),
      scheduler_(find_policy("random")->make(settings.seed, 0), trace_, {}),
      environment_{trace_, scheduler_, decisions_, hooks_, latency_} {
  if (settings.keep_events) trace_.keep();
  reset_sqlite(settings.seed);
  machine_ = std::make_unique<Machine>("box", std::make_unique<Disk>(environment_, key_of("box")));
}

SmallWorld::~SmallWorld() {
  for (const auto& process : processes_) kill(*process);
}

Process& SmallWorld::start(std::string_view name) {
  for (const auto& process : processes_) {
    if (process->name != name) continue;
    if (!process->up()) process->group.reset();
    if (process->group == nullptr) {
      process->group = std::make_unique<TaskGroup>(mix(process->key, ++process->incarnation),
                                                   process->name, process.get());
    }
    return *process;
  }
  processes_.push_back(std::make_unique<Process>(
      Process{std::string(name), key_of(name), *machine_, {}, nullptr, nullptr, 0}));
  return start(name);
}

void SmallWorld::spawn(Process& process, std::string_view name, std::function<void()> body) {
  scheduler_.spawn(*process.group, name, std::move(body));
}

void SmallWorld::run(std::string_view process, std::function<void()> body) {
  spawn(start(process), "main", std::move(body));
  run_until_idle();
}

void SmallWorld::run_for(Duration length) { scheduler_.run(now() + length); }

void SmallWorld::run_until_idle() {
  const Scheduler::Stop stop = scheduler_.run(MonotonicTime::max());
  ROLLCALL_CHECK(stop == Scheduler::Stop::idle, "a small world came to no end");
}

void SmallWorld::at(MonotonicTime when, std::function<void()> action) {
  timers_.push_back(std::make_unique<Timer>(key_of("test"), std::move(action)));
  scheduler_.arm(*timers_.back(), when);
}

void SmallWorld::kill(Process& process) {
  if (!process.up()) return;
  scheduler_.kill(*process.group, [this](bool begins) {
    if (begins) {
      disk().snapshot_shared_memory();
    } else {
      disk().restore_shared_memory();
    }
  });
}

void SmallWorld::lose_power() {
  for (const auto& process : processes_) kill(*process);
  disk().lose_power();
}

}  // namespace rollcall::sim
