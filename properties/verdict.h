// From findings to verdicts: what a contract has to say about each violation.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "properties/property.h"

namespace rollcall::properties {

enum class Verdict { holds, within_contract, broken, not_judged };
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// A threat that came true in the run.
struct Happened {
  Threat threat;
  MonotonicTime at;
};

struct Judgement {
  Promise promise;
  Verdict verdict = Verdict::not_judged;
  std::uint64_t judged = 0;
  std::vector<Violation> violations;
  std::string detail;    ///< holds: empty; else the first (uncovered) violation, or why nothing was judged
  std::string exposure;  ///< within_contract: the text of the exposure
};

/// Broken: at least one violation that no exposure of the contract covers for a threat that happened.
[[nodiscard]] Judgement judge(const Property& property, const Evidence& evidence, const Contract& contract,
                              std::span<const Happened> happened);

}  // namespace rollcall::properties
