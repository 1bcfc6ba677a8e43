#include "scenarios/mix.h"

#include <algorithm>
#include <set>

#include "engine/steps.h"
#include "sim/schedule/key.h"

namespace rollcall::scenarios {
namespace {

using properties::Action;
using properties::Call;
using properties::OperationId;

bool reached(const StepCounter& steps, std::string_view name) {
  return steps.counts().contains(name);
}

bool fired(const Outcome& outcome, std::initializer_list<Threat> threats) {
  return std::ranges::any_of(outcome.faults, [&](const FaultReport& fault) {
    return fault.fired && std::ranges::find(threats, fault.threat) != threats.end();
  });
}

bool several_processes(const Outcome& outcome, const StepCounter&) {
  std::set<std::string_view> seen;
  for (const Call& call : outcome.history) {
    if (!call.probe) seen.insert(call.process);
  }
  return seen.size() > 1;
}

// Sorted by phone and time, rivals stand side by side.
bool same_phone_overlap(const Outcome& outcome, const StepCounter&) {
  std::vector<const Call*> calls;
  for (const Call& call : outcome.history) {
    if (call.action == Action::register_user && !call.probe) calls.push_back(&call);
  }
  std::ranges::sort(
      calls, {}, [](const Call* call) { return std::tie(call->phone, call->invoked, call->id); });
  for (std::size_t i = 1; i < calls.size(); ++i) {
    const Call& earlier = *calls[i - 1];
    const Call& later = *calls[i];
    if (earlier.phone == later.phone && earlier.id != later.id &&
        (!earlier.returned || later.invoked <= *earlier.returned)) {
      return true;
    }
  }
  return false;
}

bool kill_between_ack_and_sync(const Outcome& outcome, const StepCounter& steps) {
  return std::ranges::any_of(outcome.faults, [&](const FaultReport& fault) {
    return fault.fired && fault.threat == Threat::app_killed &&
           steps.died_between_acknowledgement_and_commit(fault.on, *fault.fired);
  });
}

bool client_deadline_reached(const Outcome& outcome, const StepCounter&) {
  return std::ranges::any_of(outcome.history,
                             [](const Call& call) { return !call.probe && !call.returned; });
}

bool ambiguous_retried(const Outcome& outcome, const StepCounter&) {
  std::set<OperationId> ambiguous;
  for (const Call& call : outcome.history) {
    if (call.action != Action::register_user) continue;
    if (call.attempt > 1 && ambiguous.contains(call.id)) return true;
    if (call.failed_as(Failure::Kind::ambiguous)) ambiguous.insert(call.id);
  }
  return false;
}

constexpr Hardship catalogue[] = {
    {"several_processes", "clients called two or more app processes", several_processes},
    {"same_phone_overlap", "two registrations of one phone were under way at once",
     same_phone_overlap},
    {"kill_between_ack_and_sync",
     "an app process was killed with acknowledged users that SQLite did not have",
     kill_between_ack_and_sync},
    {"busy_timeout_reached", "SQLite gave up waiting for its write lock",
     [](const Outcome&, const StepCounter& steps) { return reached(steps, step::sqlite_busy); }},
    {"client_deadline_reached", "a client stopped waiting for its answer", client_deadline_reached},
    {"lock_expired_while_held", "a Redis lock was gone when its holder released it",
     [](const Outcome&, const StepCounter& steps) { return reached(steps, step::lock_expired); }},
    {"ambiguous_retried", "a registration without an answer was asked again under its key",
     ambiguous_retried},
    {"pool_exhausted", "a request waited in vain for a connection",
     [](const Outcome&, const StepCounter& steps) {
       return reached(steps, step::pool_exhausted) || reached(steps, step::redis_pool_exhausted);
     }},
    {"redis_down", "Redis was killed or lost its power",
     [](const Outcome& outcome, const StepCounter&) {
       return fired(outcome, {Threat::redis_killed, Threat::redis_machine_lost});
     }},
    {"power_lost", "a machine lost its power",
     [](const Outcome& outcome, const StepCounter&) {
       return fired(outcome, {Threat::app_machine_lost, Threat::redis_machine_lost});
     }},
};

}  // namespace

sim::Verdict StepCounter::at(const sim::Point& point) {
  const auto found = counts_.find(point.name);
  ++(found != counts_.end() ? found->second : counts_[std::string(point.name)]);
  const int change = point.name == step::register_acknowledged ? 1
                     : point.name == step::sync_committed      ? -1
                                                               : 0;
  if (change != 0 && point.process != nullptr) {
    marks_.push_back({world_.now(), point.process->key, point.process->incarnation, change});
  }
  return {};
}

bool StepCounter::died_between_acknowledgement_and_commit(std::string_view process,
                                                          MonotonicTime at) const {
  const sim::Process* found = world_.find_process(process);
  std::map<unsigned, int> open;
  for (const Mark& mark : marks_) {
    if (found != nullptr && mark.process == found->key && mark.at <= at)
      open[mark.incarnation] += mark.change;
  }
  return !open.empty() && open.rbegin()->second > 0;
}

std::span<const Hardship> hardships() { return catalogue; }

}  // namespace rollcall::scenarios
