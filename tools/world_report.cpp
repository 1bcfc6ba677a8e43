#include "tools/world_report.h"

#include <map>
#include <nlohmann/json.hpp>

namespace rollcall::tools {
namespace {

using properties::Action;
using properties::Call;
using properties::OperationId;

bool definite(const Call& call) {
  return !call.failed_as(Failure::Kind::ambiguous) && !call.failed_as(Failure::Kind::unavailable);
}

// The plan's operations, each with the call that ended it.
void count_service(const properties::History& history, WorldReport& report) {
  struct Served {
    MonotonicTime first;
    const Call* last = nullptr;
  };
  std::map<OperationId, Served> operations;
  for (const Call& call : history) {
    if (call.probe) {
      ++report.calm_asked;
      report.calm_served += definite(call) ? 1 : 0;
      continue;
    }
    Served& operation = operations.try_emplace(call.id, Served{call.invoked}).first->second;
    operation.last = &call;
    if (call.registered() != nullptr && call.returned) {
      report.ack_ns.push_back((*call.returned - operation.first).count());
    }
  }
  report.asked = operations.size();
  for (const auto& [id, operation] : operations) report.served += definite(*operation.last) ? 1 : 0;
}

}  // namespace

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorldReport::Promised, promise, verdict, judged, violations,
                                   exposures, needs, classified)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(WorldReport, world, size, strategy, promises, ack_ns, asked,
                                   served, calm_asked, calm_served, mix, armed, fired, simulated_ns,
                                   cpu_ns, events, trace, stopped, twice, differs)

WorldReport summarise(const scenarios::Outcome& outcome) {
  WorldReport report;
  for (const properties::Judgement& judgement : outcome.judgements) {
    WorldReport::Promised& promised = report.promises.emplace_back();
    promised.promise = judgement.promise;
    promised.verdict = judgement.verdict;
    promised.judged = judgement.judged;
    promised.violations = judgement.violations.size();
    for (const properties::Used& used : judgement.exposures) {
      promised.exposures.emplace(used.text, used.worst.value_or(Duration{}).count());
    }
  }
  count_service(outcome.history, report);
  report.mix = outcome.mix;
  for (const scenarios::FaultReport& fault : outcome.faults) {
    ++report.armed[fault.kind];
    if (fault.fired) ++report.fired[fault.kind];
  }
  report.simulated_ns = outcome.simulated.count();
  report.events = outcome.events;
  report.trace = outcome.trace;
  report.stopped = outcome.stopped;
  return report;
}

std::string pack(const WorldReport& report) {
  const std::vector<std::uint8_t> bytes = nlohmann::json::to_msgpack(nlohmann::json(report));
  return {bytes.begin(), bytes.end()};
}

WorldReport unpack(const std::string& bytes) {
  return nlohmann::json::from_msgpack(bytes).get<WorldReport>();
}

}  // namespace rollcall::tools
