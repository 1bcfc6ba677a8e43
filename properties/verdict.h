// From findings to verdicts: what a contract has to say about each violation.
//
// An exposure covers a violation when its threat came true in the run and its predicate says so of
// that moment and of the moment when the broken promise was given.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "engine/knob.h"
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

/// An exposure that had to answer for violations.
struct Used {
  std::string_view text;
  /// How long before its threat the promise was given of which it says so that is farthest from
  /// it; negative: after it. Empty: no promise was ever given.
  std::optional<Duration> worst;
  bool operator==(const Used&) const = default;
};

struct Judgement {
  Promise promise{};
  Verdict verdict = Verdict::not_judged;
  std::uint64_t judged = 0;
  std::vector<Violation> violations{};
  /// holds: empty; not_judged: why; else the first violation, of those that are not covered if
  /// there is one.
  std::string detail{};
  /// within_contract: in the order of the contract; each text once.
  std::vector<Used> exposures{};
};

/// `options`: of the strategy whose contract it is, as it was run. Broken: at least one violation
/// that no exposure of the contract covers for a threat that happened.
[[nodiscard]] Judgement judge(const Property& property, const Evidence& evidence,
                              const Contract& contract, const Knobs& options,
                              std::span<const Happened> happened);

}  // namespace rollcall::properties
