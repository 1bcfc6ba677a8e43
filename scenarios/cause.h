// Which faults a failure needs. A campaign keeps one case for each answer, so that a failure that
// comes without any fault does not hide those that need one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/case.h"
#include "scenarios/outcome.h"

namespace rollcall::scenarios {

/// How to run a case: `run` of runner.h, unless a test knows better.
using RunCase = std::function<Outcome(const Case&)>;
[[nodiscard]] RunCase simulated_run();

/// The kinds of fault without which the promise is not broken, by name: empty when it is broken
/// without any, else a set of which each kind is needed while the others are there. `value` breaks
/// the promise.
[[nodiscard]] std::vector<std::string> needs(const Case& value, Promise promise,
                                             const RunCase& run = simulated_run());

/// The same case without the faults of these kinds.
[[nodiscard]] Case without(const Case& value, const std::vector<std::string>& kinds);
/// The kinds of its faults, sorted, each once.
[[nodiscard]] std::vector<std::string> kinds_of(const Case& value);

}  // namespace rollcall::scenarios
