#include "properties/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/knob.h"

namespace rollcall::properties {
namespace {

/// How long before its threat a promise was given; negative: after it. Empty: it never was.
using Distance = std::optional<Duration>;

Duration length(Duration distance) { return distance < Duration{} ? -distance : distance; }

/// An exposure, and what it had to answer for.
struct Use {
  const Exposure* exposure = nullptr;
  bool used = false;
  Distance worst{};  ///< of the covered violation that is farthest from its threat

  void add(Distance distance) {
    used = true;
    if (distance && (!worst || length(*worst) < length(*distance))) worst = distance;
  }
};

/// Notes the use when the exposure covers the violation. The distance is to the nearest threat of
/// those that it accepts as the cause.
bool cover(Use& use, const Violation& violation, std::span<const Happened> happened) {
  bool covered = false;
  Distance nearest;
  for (const Happened& event : happened) {
    const Exposed exposed{.acknowledged = violation.acknowledged, .threat = event.at};
    if (event.threat != use.exposure->threat || !use.exposure->covers(exposed)) continue;
    covered = true;
    if (!violation.acknowledged) continue;
    const Duration distance = event.at - *violation.acknowledged;
    if (!nearest || length(distance) < length(*nearest)) nearest = distance;
  }
  if (covered) use.add(nearest);
  return covered;
}

std::vector<Use> uses_for(Promise promise, const Contract& contract) {
  std::vector<Use> uses;
  for (const Exposure& exposure : contract.exposures) {
    if (exposure.promise == promise) uses.push_back({.exposure = &exposure});
  }
  return uses;
}

std::string described(std::span<const Use> uses) {
  std::string text;
  for (const Use& use : uses) {
    if (!use.used) continue;
    if (!text.empty()) text += "; ";
    text += use.exposure->text;
    if (!use.worst) continue;
    text += fmt::format(" (here: {} {} it)", format_duration(length(*use.worst)),
                        *use.worst < Duration{} ? "after" : "before");
  }
  return text;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::holds:
      return "holds";
    case Verdict::within_contract:
      return "within_contract";
    case Verdict::broken:
      return "broken";
    case Verdict::not_judged:
      return "not_judged";
  }
  return "unknown";
}

Judgement judge(const Property& property, const Evidence& evidence, const Contract& contract,
                std::span<const Happened> happened) {
  Finding finding = property.judge(evidence);
  Judgement result;
  result.promise = property.promise;
  result.judged = finding.judged;
  result.violations = std::move(finding.violations);
  if (result.violations.empty()) {
    if (result.judged > 0) {
      result.verdict = Verdict::holds;
    } else {
      result.detail = fmt::format("nothing to judge: there were no {}", property.obligation);
    }
    return result;
  }

  std::vector<Use> uses = uses_for(property.promise, contract);
  const auto uncovered = std::ranges::find_if(result.violations, [&](const Violation& violation) {
    return std::ranges::none_of(uses, [&](Use& use) { return cover(use, violation, happened); });
  });
  if (uncovered != result.violations.end()) {
    result.verdict = Verdict::broken;
    result.detail = uncovered->detail;
  } else {
    result.verdict = Verdict::within_contract;
    result.detail = result.violations.front().detail;
    result.exposure = described(uses);
  }
  return result;
}

}  // namespace rollcall::properties
