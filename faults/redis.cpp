// redis-server dies, alone or with its machine. What it loses by that follows from its persistence.
#include "faults/catalogue.h"
#include "faults/death.h"

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

constexpr Knob power_knobs[] = {
    {.name = "restart_after",
     .unit = Knob::Unit::duration,
     .fallback = "1s",
     .least = 0,
     .most = 60'000'000'000,
     .meaning = "until Redis runs again; shorter than a boot, so that clients still see it"},
};

}  // namespace

FaultKind redis_kill() {
  return {.name = "redis.kill",
          .summary = "redis-server is killed, and started again a little later",
          .models = "kill -9, a crash, the kernel's out-of-memory killer",
          .seen =
              "redis-server 7.0.15 without an AOF: none of 3,000 acknowledged SETs was left, "
              "and INCR began at 1 again",
          .threat = Threat::redis_killed,
          .transient = false,
          .on_real_backends = true,
          .where = Where::redis_process,
          .knobs = kill_knobs,
          .make = make_kill};
}

FaultKind redis_power_loss() {
  return {.name = "redis.power_loss",
          .summary = "Redis's machine loses power: what was not synced is gone",
          .models = "a power cut, a kernel panic, a hypervisor that fails",
          .seen =
              "Redis documentation, \"Persistence\": with appendfsync everysec one second of "
              "data may be lost; up to two by its aof.c (7.0.15) while a sync is slow",
          .threat = Threat::redis_machine_lost,
          .transient = false,
          .on_real_backends = true,
          .where = Where::redis_machine,
          .knobs = power_knobs,
          .make = make_power_loss};
}

}  // namespace rollcall::faults
