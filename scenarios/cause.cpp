#include "scenarios/cause.h"

#include <algorithm>

#include "scenarios/runner.h"

namespace rollcall::scenarios {

using properties::Verdict;

RunCase simulated_run() {
  return [](const Case& value) { return scenarios::run(value); };
}

std::vector<std::string> kinds_of(const Case& value) {
  std::vector<std::string> kinds;
  for (const faults::FaultEvent& event : value.faults) kinds.emplace_back(event.kind->name);
  std::ranges::sort(kinds);
  const auto doubles = std::ranges::unique(kinds);
  kinds.erase(doubles.begin(), doubles.end());
  return kinds;
}

Case without(const Case& value, const std::vector<std::string>& kinds) {
  Case result = value;
  std::erase_if(result.faults, [&](const faults::FaultEvent& event) {
    return std::ranges::find(kinds, event.kind->name) != kinds.end();
  });
  return result;
}

std::vector<std::string> needs(const Case& value, Promise promise, const RunCase& run) {
  std::vector<std::string> needed = kinds_of(value);
  if (needed.empty()) return {};
  if (shows(run(without(value, needed)), promise, Verdict::broken)) return {};
  Case left = value;
  for (const std::string& kind : kinds_of(value)) {
    Case fewer = without(left, {kind});
    if (fewer.faults.empty()) continue;  // that was the first run
    if (!shows(run(fewer), promise, Verdict::broken)) continue;
    left = std::move(fewer);
    std::erase(needed, kind);
  }
  return needed;
}

}  // namespace rollcall::scenarios
