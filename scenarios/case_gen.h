// Generated cases for RapidCheck, with the same worlds and the same shrinking as campaigns. For
// test suites: it includes RapidCheck.
#pragma once

#include <rapidcheck/Gen.h>

#include "scenarios/generator.h"

namespace rollcall::scenarios {

[[nodiscard]] rc::Gen<Case> cases(const StrategySpec& strategy, const Bounds& bounds = {});

/// For RapidCheck's reports: the case as TOML, ready to be saved and replayed.
void showValue(const Case& value, std::ostream& os);

}  // namespace rollcall::scenarios
