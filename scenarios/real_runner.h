// run_real(Case): the same engine, workload and judges as `run`, against a real redis-server and a
// real SQLite file, with a thread per client. The faults of the case stay in the simulator.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <vector>

#include "engine/password.h"
#include "engine/stores.h"
#include "properties/history.h"
#include "properties/verdict.h"
#include "scenarios/case.h"

namespace rollcall::scenarios {

struct RealOutcome {
  properties::History history;
  properties::Contents contents;
  std::vector<properties::Judgement> judgements;
  std::size_t tasks_peak = 0;        ///< threads at the same time, clients and workers
  std::size_t connections_peak = 0;  ///< to Redis
  std::uint64_t commits = 0;         ///< SQLite transactions that became durable
  std::string journal_mode;          ///< as the file says: "wal"
  std::string synchronous;           ///< as the engine's connections have it: "FULL"
  Duration storm{};                  ///< from the first call to the last answer
};

/// `stores` must be reachable and hold nothing under its prefix; the engines create what they need.
/// The error says which store could not be opened or read.
[[nodiscard]] std::expected<RealOutcome, std::string> run_real(const Case& value,
                                                               const Stores& stores);

}  // namespace rollcall::scenarios
