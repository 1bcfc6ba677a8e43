#include "properties/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace rollcall::properties {
namespace {

/// How long before its threat a promise was given; negative: after it. Empty: it never was.
using Distance = std::optional<Duration>;

Duration length(Duration distance) { return distance < Duration{} ? -distance : distance; }

Distance farther(Distance a, Distance b) { return b && (!a || length(*a) < length(*b)) ? b : a; }

/// An exposure, and what it had to answer for.
struct Use {
  const Exposure* exposure = nullptr;
  bool used = false;
  Distance worst{};  ///< of the covered violation that is farthest from its threat

  void add(Distance distance) {
    used = true;
    worst = farther(worst, distance);
  }
};

/// The exposure covers it for that moment of its threat, alone or with another one.
bool covers(const Exposure& exposure, Exposed exposed, std::span<const Happened> happened) {
  if (exposure.besides.empty()) return exposure.covers(exposed);
  return std::ranges::any_of(happened, [&](const Happened& other) {
    exposed.besides = other.at;
    return std::ranges::find(exposure.besides, other.threat) != exposure.besides.end() &&
           exposure.covers(exposed);
  });
}

/// Notes the use when the exposure covers the violation. The distance is to the nearest threat of
/// those that it accepts as the cause.
bool cover(Use& use, const Violation& violation, std::span<const Happened> happened) {
  bool covered = false;
  Distance nearest;
  for (const Happened& event : happened) {
    const Exposed exposed{
        .acknowledged = violation.acknowledged, .threat = event.at, .conflict = violation.conflict};
    if (event.threat != use.exposure->threat || !covers(*use.exposure, exposed, happened)) continue;
    covered = true;
    if (!violation.acknowledged) continue;
    const Duration distance = event.at - *violation.acknowledged;
    if (!nearest || length(distance) < length(*nearest)) nearest = distance;
  }
  if (covered) use.add(nearest);
  return covered;
}

bool applies(const Exposure& exposure, const Knobs& options) {
  const auto& [knob, word] = exposure.only_with;
  return knob.empty() || options.word(knob) == word;
}

std::vector<Use> uses_for(Promise promise, const Contract& contract, const Knobs& options) {
  std::vector<Use> uses;
  for (const Exposure& exposure : contract.exposures) {
    if (exposure.promise == promise && applies(exposure, options)) {
      uses.push_back({.exposure = &exposure});
    }
  }
  return uses;
}

/// One of several exposures with one text stands for all of them.
std::vector<Used> used(std::span<const Use> uses) {
  std::vector<Used> result;
  for (const Use& use : uses) {
    if (!use.used) continue;
    const auto known = std::ranges::find(result, use.exposure->text, &Used::text);
    if (known == result.end()) {
      result.push_back({.text = use.exposure->text, .worst = use.worst});
    } else {
      known->worst = farther(known->worst, use.worst);
    }
  }
  return result;
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
                const Knobs& options, std::span<const Happened> happened) {
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

  std::vector<Use> uses = uses_for(property.promise, contract, options);
  const auto uncovered = std::ranges::find_if(result.violations, [&](const Violation& violation) {
    return std::ranges::none_of(uses, [&](Use& use) { return cover(use, violation, happened); });
  });
  if (uncovered != result.violations.end()) {
    result.verdict = Verdict::broken;
    result.detail = uncovered->detail;
  } else {
    result.verdict = Verdict::within_contract;
    result.detail = result.violations.front().detail;
    result.exposures = used(uses);
  }
  return result;
}

}  // namespace rollcall::properties
