// run(Case) is a pure function: same Case, same Outcome, same trace hash; in any order, in any
// process.
//
// Storm, then calm: the clients' plans and the faults run; then what is transient is healed and
// what is down is started; ambiguous calls are asked again under their key; then every registration
// is probed (login, session, find, find_by_phone) until it has settled or the contract's bound is
// over; then both stores are read and the judges called.
#pragma once

#include "scenarios/case.h"
#include "scenarios/outcome.h"
#include "sim/hooks.h"

namespace rollcall::scenarios {

struct RunOptions {
  bool keep_events = false;
  /// A further rule from the storm's beginning to the end of the run: how tests bend a device (an
  /// fsync that lies, a lock that is always granted) and see a verdict turn red. Outlives the run.
  sim::Rule* bend = nullptr;
};
[[nodiscard]] Outcome run(const Case& value, RunOptions options = {});

/// True when the outcome has `promise` judged as `verdict`.
[[nodiscard]] bool shows(const Outcome& outcome, Promise promise, properties::Verdict verdict);

}  // namespace rollcall::scenarios
