// Finds the smallest case that still breaks the same promise for the same reason.
//
// Greedy: of the smaller cases next to the present one (shrinks.h) the first that still fails is
// taken, until none does. What it ends with is locally minimal unless the budget ran out: no single
// cut of it still fails. Deterministic.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "properties/verdict.h"
#include "scenarios/case.h"
#include "scenarios/cause.h"

namespace rollcall::scenarios {

struct ShrinkOptions {
  properties::Verdict verdict = properties::Verdict::broken;  ///< what has to be shown again
  std::uint64_t runs_most = 4'000;  ///< worlds; small ones take about a millisecond each
  RunCase run = simulated_run();
};

struct ShrinkResult {
  Case smallest;           ///< with `shown` filled in
  std::uint64_t runs = 0;  ///< worlds that were run
  bool exhausted = false;  ///< the budget ended the search
};

/// `value` shows the verdict. With `needs` a smaller case must hold without the faults of any one
/// of these kinds, so that a failure that needs a fault never turns into one that does not.
[[nodiscard]] ShrinkResult shrink(const Case& value, Promise promise,
                                  const std::vector<std::string>& needs,
                                  const ShrinkOptions& options = {});

}  // namespace rollcall::scenarios
