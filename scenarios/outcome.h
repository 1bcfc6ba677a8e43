// What one run gave: everything that reports, judges and replays look at.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "faults/injector.h"
#include "properties/history.h"
#include "properties/verdict.h"
#include "sim/schedule/trace.h"

namespace rollcall::scenarios {

/// A fault of the case and what became of it.
struct FaultReport {
  std::string kind;
  std::string on;
  Threat threat;
  std::uint64_t asked = 0;
  std::optional<MonotonicTime> fired;
};

struct Outcome {
  properties::History history;
  properties::Contents contents;
  std::vector<properties::Judgement> judgements;  ///< in the order of the catalogue
  std::vector<FaultReport> faults;                ///< in the order of the case
  std::map<std::string, std::uint64_t, std::less<>>
      steps;                        ///< how often each named step was reached
  std::map<std::string, bool> mix;  ///< what kind of hardship this world had, by name (mix.h)
  MonotonicTime storm{};            ///< when it began
  MonotonicTime calm{};             ///< when the storm ended
  Duration simulated{};
  std::string stopped;  ///< empty; else why the run ended early: budget, livelock, deadlock
  std::uint64_t trace = 0;
  std::uint64_t events = 0;
  std::vector<sim::Event> kept;  ///< only when asked for
};

}  // namespace rollcall::scenarios
