// The machine with the app processes and the SQLite file loses its power.
#include "faults/catalogue.h"
#include "faults/death.h"

namespace rollcall::faults {
namespace {

constexpr Knob knobs[] = {
    {.name = "restart_after",
     .unit = Knob::Unit::duration,
     .fallback = "1s",
     .least = 0,
     .most = 60'000'000'000,
     .meaning = "until the processes run again; shorter than a boot, so that clients still see it"},
};

}  // namespace

FaultKind machine_power_loss() {
  return {.name = "machine.power_loss",
          .summary =
              "the app machine loses power: all its processes die, unsynced writes are kept, "
              "dropped or torn",
          .models = "a power cut, a kernel panic, a hypervisor that fails",
          .seen =
              "T. Pillai et al., \"All File Systems Are Not Created Equal\" (OSDI 2014); "
              "SQLite 3.40.1 with synchronous=NORMAL lost committed rows in most such losses",
          .threat = Threat::app_machine_lost,
          .transient = false,
          .on_real_backends = true,
          .where = Where::app_machine,
          .knobs = knobs,
          .make = make_power_loss};
}

}  // namespace rollcall::faults
