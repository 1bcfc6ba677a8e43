// From findings to verdicts: what a contract has to say about each violation.
//
// An exposure covers a violation when its threat came true in the run and its predicate says so of
// that moment and of the moment when the broken promise was given.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "properties/property.h"

namespace rollcall::properties {

enum class Verdict {
  holds,            ///< at least one obligation was judged, and none was violated
  within_contract,  ///< every violation is covered by an exposure
  broken,           ///< at least one violation is not
  not_judged,       ///< nothing to judge: never counts as holds
};
/// "holds", "within_contract", "broken", "not_judged"
[[nodiscard]] std::string_view to_string(Verdict verdict);

/// A threat that came true in the run.
struct Happened {
  Threat threat;
  MonotonicTime at;
};

struct Judgement {
  Promise promise{};
  Verdict verdict = Verdict::not_judged;
  std::uint64_t judged = 0;
  std::vector<Violation> violations{};
  /// holds: empty; not_judged: why; else the first violation, of those that are not covered if
  /// there is one.
  std::string detail{};
  /// within_contract: the texts of the exposures that were used, each with the worst that was
  /// measured: "up to 2 s of sign-ups if Redis loses power (here: 1.3s before it)".
  std::string exposure{};
};

/// Broken: at least one violation that no exposure of the contract covers for a threat that
/// happened.
[[nodiscard]] Judgement judge(const Property& property, const Evidence& evidence,
                              const Contract& contract, std::span<const Happened> happened);

}  // namespace rollcall::properties
