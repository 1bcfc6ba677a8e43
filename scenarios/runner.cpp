#include "scenarios/runner.h"

#include <algorithm>
#include <utility>

#include "scenarios/contents.h"
#include "scenarios/stage.h"
#include "scenarios/workload.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using sim::Scheduler;

// Virtual patience: a world in which the clients are not done by then is stuck, not slow.
constexpr Duration open_patience = 60s;
constexpr Duration storm_patience = 600s;
constexpr Duration calm_patience = 600s;
constexpr Duration observer_patience = 60s;
// A fault aimed at a later time than this finds no storm any more.
constexpr Duration last_fault = 60s;

class Play {
 public:
  Play(const Case& value, RunOptions options)
      : case_(value), bend_(options.bend), stage_(value, options.keep_events) {}

  Outcome run() {
    if (ended(stage_.open(open_patience), "while the app processes started")) return finish();
    outcome_.storm = stage_.world().now();
    stage_.arm();
    if (bend_ != nullptr) stage_.world().hooks().install(*bend_);
    if (!storm() || !calm() || !observe()) return finish();
    return finish();
  }

 private:
  // The clients' main task outlives the storm: the calm asks from the same place.
  bool storm() {
    sim::Process& clients = stage_.clients();
    clients.program = [this](Host& host) {
      Workload workload(host, stage_.service(), case_);
      workload_ = &workload;
      workload.storm();
      clients_done_ = true;
      stage_.world().scheduler().stop();
      wait_for_calm();
      workload.calm(case_.strategy->contract.converges_within);
      outcome_.history = workload.take_history();
      workload_ = nullptr;
      clients_done_ = true;
      stage_.world().scheduler().stop();
    };
    stage_.world().start(clients);
    if (!run_until_clients_are_done(storm_patience, "in the storm")) return false;
    return !ended(let_late_faults_fire(), "in the storm");
  }

  void wait_for_calm() {
    waiting_for_calm_ = sim::SimTask::current();
    while (!calm_began_) {
      if (stage_.world().scheduler().block_until(MonotonicTime::max()) == Scheduler::Wait::killed)
        throw sim::Killed{};
    }
  }

  bool calm() {
    stage_.calm();
    outcome_.calm = stage_.world().now();
    clients_done_ = false;
    calm_began_ = true;
    stage_.world().scheduler().wake(*waiting_for_calm_);
    return run_until_clients_are_done(calm_patience, "in the calm");
  }

  bool observe() {
    std::expected<properties::Contents, std::string> contents = std::unexpected("never read");
    const Scheduler::Stop stop = stage_.run_on_app_machine(
        [&contents](Host& host) { contents = read_contents(host, {}); }, observer_patience);
    if (ended(stop, "while the stores were read")) return false;
    if (!contents) {
      outcome_.stopped = contents.error();
      return false;
    }
    outcome_.contents = std::move(*contents);
    complete_ = true;
    return true;
  }

  bool run_until_clients_are_done(Duration patience, std::string_view when) {
    const Scheduler::Stop stop = stage_.world().scheduler().run(stage_.world().now() + patience);
    if (clients_done_) return true;
    if (!ended(stop, when))
      outcome_.stopped = "deadlock " + std::string(when) + ": the clients wait for ever";
    return false;
  }

  Scheduler::Stop let_late_faults_fire() {
    MonotonicTime latest = stage_.world().now();
    for (const faults::FaultEvent& fault : case_.faults) {
      if (fault.trigger.at)
        latest = std::max(latest, outcome_.storm + std::min(*fault.trigger.at, last_fault) + 1ms);
    }
    return stage_.world().scheduler().run(latest);
  }

  bool ended(Scheduler::Stop stop, std::string_view when) {
    if (stop == Scheduler::Stop::budget)
      outcome_.stopped = "budget of events spent " + std::string(when);
    if (stop == Scheduler::Stop::livelock)
      outcome_.stopped = "livelock " + std::string(when) + ": time stands still";
    return !outcome_.stopped.empty();
  }

  Outcome finish() {
    sim::World& world = stage_.world();
    if (!complete_ && workload_ != nullptr) outcome_.history = workload_->take_history();
    account_for_faults();
    for (const auto& [name, count] : stage_.steps().counts()) outcome_.steps.emplace(name, count);
    for (const Hardship& hardship : hardships()) {
      outcome_.mix.emplace(hardship.name, hardship.present(outcome_, stage_.steps()));
    }
    judge();
    outcome_.simulated = world.now() - MonotonicTime{};
    outcome_.trace = world.trace().hash();
    outcome_.events = world.trace().count();
    outcome_.kept = world.trace().take_events();
    return std::move(outcome_);
  }

  void account_for_faults() {
    if (stage_.injector() == nullptr) return;
    for (const faults::Account& account : stage_.injector()->accounts()) {
      const faults::FaultEvent& event = *account.event;
      outcome_.faults.push_back({std::string(event.kind->name), event.on, event.kind->threat,
                                 account.asked, account.fired});
    }
  }

  /// What Redis has synced before it answered it does not lose: no exposure is excused by that.
  [[nodiscard]] bool is_harmless(Threat threat) const {
    const bool ends_redis = threat == Threat::redis_killed || threat == Threat::redis_machine_lost;
    return ends_redis && case_.world.redis == "aof-always";
  }

  void judge() {
    std::vector<properties::Happened> happened;
    for (const FaultReport& fault : outcome_.faults) {
      if (fault.fired && !is_harmless(fault.threat)) {
        happened.push_back({fault.threat, *fault.fired});
      }
    }
    const properties::Evidence evidence{outcome_.history, outcome_.contents};
    for (const properties::Property& property : properties::properties()) {
      outcome_.judgements.push_back(
          complete_
              ? properties::judge(property, evidence, case_.strategy->contract, case_.options,
                                  happened)
              : properties::Judgement{.promise = property.promise, .detail = outcome_.stopped});
    }
  }

  const Case& case_;
  sim::Rule* bend_;
  Outcome outcome_;
  sim::SimTask* waiting_for_calm_ = nullptr;
  Workload* workload_ = nullptr;
  bool clients_done_ = false;
  bool calm_began_ = false;
  bool complete_ = false;
  Stage stage_;
};

}  // namespace

Outcome run(const Case& value, RunOptions options) { return Play(value, options).run(); }

bool shows(const Outcome& outcome, Promise promise, properties::Verdict verdict) {
  return std::ranges::any_of(outcome.judgements, [&](const properties::Judgement& judgement) {
    return judgement.promise == promise && judgement.verdict == verdict;
  });
}

}  // namespace rollcall::scenarios
