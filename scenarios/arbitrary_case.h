// Cases of every shape for RapidCheck: unlike case_gen.h they need not make sense as worlds, but
// use every field, odd names and the limits. For tests.
#pragma once

#include "scenarios/case_gen.h"

namespace rollcall::scenarios {

[[nodiscard]] rc::Gen<Case> any_case();

/// One small world with a bit of everything: write-through, two clients, two faults.
[[nodiscard]] Case sample_case();

}  // namespace rollcall::scenarios
