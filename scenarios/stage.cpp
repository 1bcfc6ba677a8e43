#include "scenarios/stage.h"

#include <algorithm>
#include <utility>

#include "engine/check.h"
#include "scenarios/profiles.h"
#include "sim/redis_process.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using sim::Scheduler;

sim::redis::Persistence persistence_of(std::string_view name) {
  using enum sim::redis::Persistence;
  if (name == "none") return none;
  if (name == "rdb") return rdb;
  if (name == "aof-always") return aof_always;
  if (name == "aof-everysec") return aof_everysec;
  ROLLCALL_CHECK(name == "aof-no", "a case with an unknown persistence of Redis");
  return aof_no;
}

sim::WorldSettings settings_of(const Case& value, bool keep_events) {
  const Profile* profile = find_profile(value.world.profile);
  ROLLCALL_CHECK(profile != nullptr, "a case with an unknown profile");
  return {.seed = value.seed,
          .policy = value.schedule.policy,
          .policy_depth = value.schedule.depth,
          .latency = profile->latency,
          .keep_events = keep_events};
}

}  // namespace

Stage::Stage(const Case& value, bool keep_events)
    : case_(value), world_(settings_of(value, keep_events)), steps_(world_) {
  app_machine_ = &world_.add_machine("app");
  redis_ = &world_.add_process(
      world_.add_machine("redis"), "redis",
      sim::redis_program(world_, {.persistence = persistence_of(value.world.redis)}));
  clients_ = &world_.add_process(world_.add_machine("clients"), "clients", {});
  const Duration hash = value.world.hashing
                            ? find_profile(value.world.profile)->latency.password_hash
                            : Duration::zero();
  std::vector<SimulatedService::App> apps;
  for (std::uint32_t i = 1; i <= value.world.processes; ++i) {
    AppServer& server =
        *servers_.emplace_back(std::make_unique<AppServer>(*value.strategy, value.options, hash));
    sim::Process& process = world_.add_process(*app_machine_, "app" + std::to_string(i),
                                               [&server](Host& host) { server.run(host); });
    apps_.push_back(&process);
    apps.push_back({&process, &server});
  }
  service_ = std::make_unique<SimulatedService>(world_, *clients_, std::move(apps));
}

Stage::~Stage() { world_.hooks().remove(steps_); }

Scheduler::Stop Stage::open(Duration patience) {
  world_.start(*redis_);
  for (sim::Process* app : apps_) world_.start(*app);
  const MonotonicTime until = world_.now() + patience;
  Scheduler::Stop stop = Scheduler::Stop::deadline;
  for (std::size_t ready = 0; ready < servers_.size() && world_.now() < until;) {
    stop = world_.scheduler().run(world_.now() + 1ms);
    if (stop != Scheduler::Stop::deadline && stop != Scheduler::Stop::idle) break;
    ready = static_cast<std::size_t>(
        std::ranges::count_if(servers_, [](const auto& app) { return app->ready(); }));
  }
  return stop;
}

void Stage::arm() {
  world_.hooks().install_for_steps(steps_);
  injector_ = std::make_unique<faults::Injector>(world_, case_.faults);
}

void Stage::calm() {
  injector_->heal();
  for (const auto& machine : world_.machines()) {
    if (!machine->powered) world_.restore_power(*machine);
  }
  world_.resume(*redis_);
  world_.start(*redis_);
  for (sim::Process* app : apps_) {
    world_.resume(*app);
    world_.start(*app);
  }
}

Scheduler::Stop Stage::run_on_app_machine(const std::function<void(Host&)>& body,
                                          Duration patience) {
  sim::Process& process = world_.add_process(*app_machine_, "observer", [this, &body](Host& host) {
    body(host);
    world_.scheduler().stop();
  });
  world_.start(process);
  return world_.scheduler().run(world_.now() + patience);
}

}  // namespace rollcall::scenarios
