#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/check.h"
#include "scenarios/runner.h"
#include "sim/schedule/scheduler.h"
#include "tools/bench_real.h"
#include "tools/bench_redis.h"
#include "tools/bench_redis_tcp.h"
#include "tools/bench_row.h"
#include "tools/bench_worlds.h"
#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/output_file.h"

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;
using scenarios::Case;
using scenarios::Outcome;

struct Measurement {
  std::string what;
  std::function<Row()> measure;
};

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

// Each row in a process of its own: peak memory is its own, and SQLite's threading mode can be
// chosen once per process.
Row in_own_process(const std::function<Row()>& measure) {
  int ends[2];
  ROLLCALL_CHECK(pipe(ends) == 0, "no pipe for a measurement");
  std::fflush(nullptr);
  const pid_t child = fork();
  ROLLCALL_CHECK(child >= 0, "no process for a measurement");
  if (child == 0) {
    const Row row = measure();
    const std::string text = nlohmann::json{row.value, row.unit, row.goal, row.beside}.dump();
    const ssize_t written = write(ends[1], text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (text.empty()) return not_measured(fmt::format("died: {}", status));
  const auto json = nlohmann::json::parse(text);
  return {json[0], json[1], json[2], json[3]};
}

struct Sum {
  std::uint64_t operations = 0;
  std::uint64_t events = 0;
  std::uint64_t faults = 0;
  double simulated = 0;
  std::uint64_t worlds = 0;

  void add(const Case& value, const Outcome& outcome) {
    ++worlds;
    operations += scenarios::operation_count(value);
    events += outcome.events;
    for (const scenarios::FaultReport& fault : outcome.faults) faults += fault.fired ? 1 : 0;
    simulated += std::chrono::duration<double>(outcome.simulated).count();
  }
  [[nodiscard]] std::string per_world() const {
    const auto each = [this](std::uint64_t sum) {
      return static_cast<double>(sum) / static_cast<double>(worlds);
    };
    return fmt::format("{:.0f} operations, {:.0f} events, {:.1f} faults a world", each(operations),
                       each(events), each(faults));
  }
};

Row short_worlds(const StrategySpec& strategy, std::uint64_t worlds) {
  (void)scenarios::run(short_world(strategy, 0));
  Sum sum;
  const double began = cpu_seconds();
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    const Case value = short_world(strategy, seed);
    sum.add(value, scenarios::run(value));
  }
  const double rate = static_cast<double>(worlds) / (cpu_seconds() - began);
  return {rate, "worlds/s", "1000", sum.per_world()};
}

Row thinking_worlds(const StrategySpec& strategy, std::uint64_t worlds) {
  (void)scenarios::run(short_world(strategy, 0));
  Sum sum;
  const double began = cpu_seconds();
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    const Case value = thinking_world(strategy, seed);
    sum.add(value, scenarios::run(value));
  }
  const double rate = sum.simulated / (cpu_seconds() - began);
  return {rate, "simulated s/CPU-s", "2000", sum.per_world()};
}

Row crowded_world_time(const StrategySpec& strategy) {
  Sum sum;
  const Case value = crowded_world(strategy, 1);
  const double began = cpu_seconds();
  sum.add(value, scenarios::run(value));
  return {cpu_seconds() - began, "CPU-s", "1", sum.per_world()};
}

Row crowded_world_memory(const StrategySpec& strategy) {
  Case value = crowded_world(strategy, 1);
  if (const auto set = value.options.set("pool", "150"); !set) return not_measured(set.error());
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  const Outcome outcome = scenarios::run(value);
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  Sum sum;
  sum.add(value, outcome);
  const double megabytes = static_cast<double>(after.ru_maxrss - before.ru_maxrss) / 1024;
  return {megabytes, "MB", "64", sum.per_world()};
}

/// What a registration costs in a world of many, as many times as in a world of a tenth of them.
Row cost_of_many(const StrategySpec& strategy, std::uint32_t registrations) {
  struct Cost {
    double microseconds = 0;
    double events = 0;
  };
  const auto cost_of = [&](std::uint32_t count) {
    const double began = cpu_seconds();
    const Outcome outcome = scenarios::run(long_world(strategy, count));
    return Cost{(cpu_seconds() - began) * 1e6 / count, static_cast<double>(outcome.events) / count};
  };
  const Cost few = cost_of(registrations / 10);
  const Cost many = cost_of(registrations);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {
      many.microseconds / few.microseconds, "times", "1.5",
      fmt::format("{} registrations, {:.0f} us and {:.1f} events each; of a tenth {:.0f} us and "
                  "{:.1f}; {} MB with their history",
                  registrations, many.microseconds, many.events, few.microseconds, few.events,
                  usage.ru_maxrss / 1024)};
}

// Tasks that only yield, with the trace hash: nothing but the scheduler.
Row scheduler_picks(std::uint64_t picks) {
  class NoHolds final : public sim::SchedulePolicy {
   public:
    std::uint64_t priority(sim::Key task, std::uint64_t pick) override {
      return sim::mix(task, pick);
    }
    Duration hold(sim::Key, std::uint64_t) override { return Duration::zero(); }
  };
  sim::Trace trace;
  sim::TaskGroup group(1, "bench", nullptr);
  sim::Scheduler scheduler(std::make_unique<NoHolds>(), trace,
                           {.picks = picks, .picks_at_one_instant = picks + 1});
  for (int i = 0; i < 50; ++i) {
    scheduler.spawn(group, "yielding", [&] {
      while (scheduler.sleep_until(scheduler.now()) != sim::Scheduler::Wait::killed) continue;
    });
  }
  const double began = cpu_seconds();
  scheduler.run(MonotonicTime::max());
  const double rate = static_cast<double>(scheduler.picks()) / (cpu_seconds() - began) / 1e6;
  scheduler.kill(group);
  return {rate, "M/s", "50", fmt::format("{} picks", picks)};
}

Row redis_commands(std::uint64_t (*run)(std::uint64_t), std::uint64_t rounds, std::string goal) {
  const double began = cpu_seconds();
  const std::uint64_t commands = run(rounds);
  const double rate = static_cast<double>(commands) / (cpu_seconds() - began) / 1e6;
  return {rate, "M/s", std::move(goal), fmt::format("{} commands, 16 at a time", commands)};
}

Row redis_key_cost() {
  const KeyCost cost = measure_key_cost();
  return {cost.in_model / cost.in_redis, "times Redis", "2",
          fmt::format("{:.0f} bytes a key, redis-server {:.0f}; strings and small hashes",
                      cost.in_model, cost.in_redis)};
}

Row redis_over_tcp(const TcpLoad& load, std::string goal) {
  const auto rates = measure_tcp_rates(load);
  if (!rates) return not_measured(rates.error());
  return {rates->model / rates->redis, "times Redis", std::move(goal),
          fmt::format("{:.0f} requests/s, redis-server {:.0f}; wall clock, best of three",
                      rates->model, rates->redis)};
}

std::vector<Measurement> measurements(bool quick) {
  const std::uint64_t scale = quick ? 1 : 10;
  std::vector<Measurement> list;
  for (const StrategySpec& strategy : strategies()) {
    const auto add = [&](std::string_view what, std::function<Row()> measure) {
      list.push_back({fmt::format("{}, {}", what, strategy.name), std::move(measure)});
    };
    add("whole short worlds", [&strategy, scale] { return short_worlds(strategy, 100 * scale); });
    add("50 clients with think time",
        [&strategy, scale] { return thinking_worlds(strategy, scale); });
    add("500 clients at once, simulated", [&strategy] { return crowded_world_time(strategy); });
    add("memory of 500 clients, 150 connections",
        [&strategy] { return crowded_world_memory(strategy); });
    add("cost of one of many, beside one of few", [&strategy, scale] {
      return cost_of_many(strategy, static_cast<std::uint32_t>(10'000 * scale));
    });
    add("500 at once on real servers", [&strategy] { return real_crowd(strategy, false); });
  }
  for (const char* name : {"write-through", "optimized"}) {
    list.push_back({fmt::format("500 at once on real servers, Argon2id, {}", name),
                    [name] { return real_crowd(*find_strategy(name), true); }});
  }
  list.push_back({"500 at once beside a group commit by hand, optimized",
                  [] { return crowd_beside_group_commit(*find_strategy("optimized")); }});
  for (const char* name : {"hybrid", "write-behind"}) {
    list.push_back({fmt::format("median of 500 beside one EVALSHA each, {}", name),
                    [name] { return crowd_beside_evalsha(*find_strategy(name)); }});
  }
  list.push_back({"scheduler picks with the trace hash, 50 fibers",
                  [scale] { return scheduler_picks(5'000'000 * scale); }});
  list.push_back({"simple commands in the Redis model",
                  [scale] { return redis_commands(run_simple_commands, 100'000 * scale, "2"); }});
  list.push_back({"cached EVALSHA in the Redis model",
                  [scale] { return redis_commands(run_cached_scripts, 30'000 * scale, "0.7"); }});
  list.push_back({"memory per key in the Redis model", redis_key_cost});
  list.push_back({"requests over TCP to the Redis model",
                  [scale] { return redis_over_tcp({.requests = 10'000 * scale}, "0.7"); }});
  list.push_back({"requests over TCP, 16 at a time", [scale] {
                    return redis_over_tcp({.requests = 50'000 * scale, .pipelined = 16}, "-");
                  }});
  return list;
}

}  // namespace

Exit bench(const BenchOptions& options) {
  std::optional<OutputFile> json;
  if (!options.json.empty()) {
    auto opened = OutputFile::open(options.json);
    if (!opened) return complain(opened.error());
    json.emplace(std::move(*opened));
  }
  std::vector<Measurement> chosen = measurements(options.quick);
  std::erase_if(chosen, [&](const Measurement& one) { return !one.what.contains(options.only); });
  if (chosen.empty())
    return complain(fmt::format(
        "--only: no row contains '{}'; say 'rollcall bench' for all of them", options.only));
  nlohmann::json rows = nlohmann::json::array();
  fmt::print("{:<52} {:>10} {:<18} {:>6}  {}\n", "what (one core, CPU time)", "measured", "",
             "goal", "beside it");
  for (const auto& [what, measure] : chosen) {
    const Row row = in_own_process(measure);
    fmt::print("{:<52} {:>10.{}f} {:<18} {:>6}  {}\n", what, row.value, row.value < 10 ? 2 : 1,
               row.unit, row.goal, row.beside);
    std::fflush(stdout);
    rows.push_back({{"what", what},
                    {"value", row.value},
                    {"unit", row.unit},
                    {"goal", row.goal},
                    {"beside", row.beside}});
  }
  if (json) {
    if (const auto written = json->commit(rows.dump(2) + "\n"); !written)
      return complain(written.error());
  }
  return Exit::kept;
}

}  // namespace rollcall::tools
