// What every simulated device works with: one per world.
#pragma once

#include "sim/hooks.h"
#include "sim/latency.h"
#include "sim/schedule/decisions.h"
#include "sim/schedule/scheduler.h"
#include "sim/schedule/trace.h"

namespace rollcall::sim {

struct Environment {
  Trace& trace;
  Scheduler& scheduler;
  const Decisions& decisions;
  Hooks& hooks;
  const Latency& latency;

  [[nodiscard]] MonotonicTime now() const { return scheduler.now(); }
  void record(EventKind kind, Key actor, std::string_view actor_name, std::uint64_t a,
              std::uint64_t b, std::string_view bytes = {}) const {
    trace.record(now().time_since_epoch().count(), kind, actor, actor_name, a, b, bytes);
  }
};

}  // namespace rollcall::sim
