// An app process dies, or stands still.
#include "faults/catalogue.h"
#include "faults/death.h"
#include "faults/named.h"

namespace rollcall::faults {
namespace {

constexpr Knob kill_knobs[] = {
    {.name = "restart_after",
     .unit = Knob::Unit::duration,
     .fallback = "100ms",
     .least = 0,
     .most = 60'000'000'000,
     .meaning = "until the supervisor has started it again; systemd waits 100 ms by default"},
};

constexpr Knob pause_knobs[] = {
    {.name = "for",
     .unit = Knob::Unit::duration,
     .fallback = "1s",
     .least = 1'000,
     .most = 60'000'000'000,
     .meaning = "how long it stands still; 1 s is past what most clients and locks wait"},
};

class Pause final : public Effect {
 public:
  bool possible(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    return named_process(world, event.on).up();
  }
  sim::Verdict happen(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    sim::Process& victim = named_process(world, event.on);
    const Duration length = event.knobs.duration("for");
    const sim::SimTask* task = sim::SimTask::current();
    if (task == nullptr || task->group().process() != &victim) {
      world.pause(victim, length);
      return {};
    }
    // The task would stand still inside of the rule. It leaves it first, and stops right behind.
    world.at(world.now(), victim.key, [&world, &victim, length] { world.pause(victim, length); });
    return {.kind = sim::Verdict::Kind::delay, .delay = Duration(1)};
  }
  void heal(sim::World& world, const FaultEvent& event) override {
    world.resume(named_process(world, event.on));
  }
};

}  // namespace

FaultKind app_kill() {
  return {.name = "app.kill",
          .summary = "an app process is killed, and started again a little later",
          .models = "kill -9, a crash, the kernel's out-of-memory killer, a deploy without drain",
          .seen =
              "the kernel kills what exceeds the memory limit of its container: OOMKilled, exit "
              "code 137, in Kubernetes",
          .threat = Threat::app_killed,
          .transient = false,
          .on_real_backends = true,
          .where = Where::app_process,
          .knobs = kill_knobs,
          .make = make_kill};
}

FaultKind app_pause() {
  return {.name = "app.pause",
          .summary = "an app process stands still for a while, then goes on as if nothing had been",
          .models = "SIGSTOP, garbage collection, a VM that is moved or starved of CPU",
          .seen =
              "M. Kleppmann, \"How to do distributed locking\" (2016): a paused client goes on "
              "after its lock has expired; HBase had such a bug",
          .threat = Threat::app_paused,
          .transient = true,
          .on_real_backends = true,
          .where = Where::app_process,
          .knobs = pause_knobs,
          .make = [] -> std::unique_ptr<Effect> { return std::make_unique<Pause>(); }};
}

}  // namespace rollcall::faults
