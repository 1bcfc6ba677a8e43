#include "tools/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <utility>

#include "scenarios/cause.h"
#include "scenarios/runner.h"
#include "sim/schedule/key.h"
#include "tools/jobs.h"
#include "tools/trace_text.h"

namespace rollcall::tools {
namespace {

using Clock = std::chrono::steady_clock;
using properties::Verdict;
using scenarios::Case;
using scenarios::Outcome;

constexpr std::uint64_t twice_one_in = 16;
// Which fault a failure needs costs a few runs each; enough worlds are asked to meet every way of
// failing.
constexpr std::uint64_t classified_most = 400;
// Small worlds shrink to stories that can be told; a fault more is worse than an operation more.
constexpr std::uint64_t fault_weight = 5;

class World {
 public:
  World(const CampaignPlan& plan,
        std::map<std::pair<std::uint64_t, Promise>, std::uint64_t>& classified)
      : plan_(plan), classified_(classified) {}

  WorldReport run(std::uint64_t index) {
    const std::uint64_t strategy = index % plan_.strategies.size();
    const std::uint64_t world = index / plan_.strategies.size();
    const Case value = plan_.make(*plan_.strategies[strategy], world);
    const std::clock_t began = std::clock();
    WorldReport report = summarise(scenarios::run(value));
    report.cpu_ns = (std::clock() - began) * (1'000'000'000 / CLOCKS_PER_SEC);
    report.world = world;
    report.size = scenarios::operation_count(value) + fault_weight * value.faults.size();
    report.strategy = strategy;
    report.twice = sim::mix(value.seed, world) % twice_one_in == 0;
    if (report.twice) report.differs = compare(value, report.trace);
    for (WorldReport::Promised& promised : report.promises)
      classify(value, report.strategy, promised);
    return report;
  }

 private:
  static std::string compare(const Case& value, std::uint64_t trace) {
    if (scenarios::run(value).trace == trace) return {};
    const Outcome one = scenarios::run(value, {.keep_events = true});
    const Outcome two = scenarios::run(value, {.keep_events = true});
    const std::string difference = first_difference(one.kept, two.kept);
    return difference.empty() ? "the trace hash, once, and not again when events were kept"
                              : difference;
  }

  void classify(const Case& value, std::uint64_t strategy, WorldReport::Promised& promised) {
    if (promised.verdict != Verdict::broken) return;
    if (++classified_[{strategy, promised.promise}] > classified_most) return;
    promised.needs = scenarios::needs(value, promised.promise);
    promised.classified = true;
  }

  const CampaignPlan& plan_;
  std::map<std::pair<std::uint64_t, Promise>, std::uint64_t>& classified_;
};

class Fold {
 public:
  explicit Fold(const CampaignPlan& plan) : plan_(plan) {
    for (const StrategySpec* strategy : plan.strategies) {
      StrategyTally tally{.strategy = strategy};
      for (const Promise promise : all_promises) tally.promises.push_back({.promise = promise});
      result_.strategies.push_back(std::move(tally));
    }
  }

  void add(const WorldReport& report) {
    ++result_.worlds;
    result_.events += report.events;
    result_.simulated += std::chrono::nanoseconds(report.simulated_ns);
    for (const auto& [name, present] : report.mix) result_.mix[name] += present ? 1 : 0;
    for (const auto& [kind, count] : report.armed) result_.armed[kind] += count;
    for (const auto& [kind, count] : report.fired) result_.fired[kind] += count;
    if (!report.stopped.empty()) ++result_.stopped[report.stopped];
    result_.twice += report.twice ? 1 : 0;
    if (!report.differs.empty()) {
      fail(report.world, report.strategy,
           "two runs of the same case differ, first in " + report.differs);
    }
    StrategyTally& tally = result_.strategies[report.strategy];
    tally.asked += report.asked;
    tally.served += report.served;
    tally.calm_asked += report.calm_asked;
    tally.calm_served += report.calm_served;
    tally.ack_ns.insert(tally.ack_ns.end(), report.ack_ns.begin(), report.ack_ns.end());
    for (std::size_t i = 0; i < report.promises.size(); ++i)
      add(tally.promises[i], report.promises[i], {report.size, report.world});
  }

  void fail(std::uint64_t world, std::uint64_t strategy, std::string what) {
    result_.failures.push_back({world, plan_.strategies[strategy], std::move(what)});
  }

  CampaignResult finish() {
    for (StrategyTally& tally : result_.strategies) std::ranges::sort(tally.ack_ns);
    std::ranges::sort(result_.failures, {}, [](const HarnessFailure& failure) {
      return std::pair(failure.world, failure.strategy->name);
    });
    return std::move(result_);
  }
  [[nodiscard]] std::uint64_t worlds() const { return result_.worlds; }

 private:
  static void add(PromiseTally& tally, const WorldReport::Promised& promised,
                  PromiseTally::Smallest world) {
    tally.judged += promised.judged;
    tally.violations += promised.violations;
    tally.worlds += promised.verdict != Verdict::not_judged ? 1 : 0;
    if (promised.verdict == Verdict::within_contract) {
      ++tally.covered_worlds;
      for (const auto& [text, distance] : promised.exposures) {
        PromiseTally::Extent& extent = tally.exposures[text];
        ++extent.worlds;
        extent.before = std::max(extent.before, Duration(distance));
        extent.after = std::max(extent.after, Duration(-distance));
      }
    }
    if (promised.verdict != Verdict::broken) return;
    ++tally.broken_worlds;
    if (!promised.classified) return;
    const auto [entry, added] = tally.smallest_broken.try_emplace(promised.needs, world);
    entry->second = std::min(entry->second, world);
  }

  const CampaignPlan& plan_;
  CampaignResult result_;
};

}  // namespace

Verdict PromiseTally::verdict() const {
  if (broken_worlds > 0) return Verdict::broken;
  if (covered_worlds > 0) return Verdict::within_contract;
  return judged > 0 ? Verdict::holds : Verdict::not_judged;
}

void merge(CampaignResult& into, const CampaignResult& other) {
  const auto add = [](std::map<std::string, std::uint64_t>& sums, const auto& counts) {
    for (const auto& [name, count] : counts) sums[name] += count;
  };
  into.strategies.insert(into.strategies.end(), other.strategies.begin(), other.strategies.end());
  into.worlds += other.worlds;
  add(into.mix, other.mix);
  add(into.armed, other.armed);
  add(into.fired, other.fired);
  add(into.stopped, other.stopped);
  into.events += other.events;
  into.twice += other.twice;
  into.failures.insert(into.failures.end(), other.failures.begin(), other.failures.end());
  into.elapsed += other.elapsed;
  into.simulated += other.simulated;
  into.complete = into.complete && other.complete;
}

CampaignResult run_campaign(
    const CampaignPlan& plan,
    const std::function<void(std::uint64_t done, std::uint64_t of)>& progress) {
  const Clock::time_point began = Clock::now();
  const std::uint64_t count = plan.worlds * plan.strategies.size();
  Fold fold(plan);
  std::map<std::pair<std::uint64_t, Promise>, std::uint64_t>
      classified;  // each worker counts its own
  const bool complete = run_jobs({
      .count = count,
      .workers = plan.jobs,
      .work = [&](std::uint64_t index) { return pack(World(plan, classified).run(index)); },
      .done =
          [&](std::uint64_t, const std::string& bytes) {
            fold.add(unpack(bytes));
            progress(fold.worlds(), count);
          },
      .died =
          [&](std::uint64_t index, const std::string& how) {
            const std::uint64_t strategies = plan.strategies.size();
            fold.fail(index / strategies, index % strategies, "the worker died: " + how);
          },
      .enough = [&] { return plan.time_limit && Clock::now() - began >= *plan.time_limit; },
  });
  CampaignResult result = fold.finish();
  result.complete = complete;
  result.elapsed = Clock::now() - began;
  return result;
}

}  // namespace rollcall::tools
