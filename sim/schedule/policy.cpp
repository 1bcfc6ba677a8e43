#include "sim/schedule/policy.h"

#include <algorithm>

#include "sim/schedule/pct.h"
#include "sim/schedule/random_policy.h"
#include "sim/schedule/round_robin.h"

namespace rollcall::sim {
namespace {

constexpr PolicySpec catalogue[] = {
    {.name = "random",
     .summary = "each pick is a fresh draw among the runnable; now and then one is held back",
     .make = [](std::uint64_t seed, std::int64_t) -> std::unique_ptr<SchedulePolicy> {
       return std::make_unique<RandomPolicy>(seed);
     }},
    {.name = "pct",
     .summary = "fixed random priorities with few change points (Burckhardt 2010): finds bugs of "
                "small depth",
     .make = [](std::uint64_t seed, std::int64_t depth) -> std::unique_ptr<SchedulePolicy> {
       return std::make_unique<Pct>(seed, depth);
     }},
    {.name = "round-robin",
     .summary = "whoever ran least runs next: the tamest schedule, for reading stories",
     .make = [](std::uint64_t, std::int64_t) -> std::unique_ptr<SchedulePolicy> {
       return std::make_unique<RoundRobin>();
     }},
};

}  // namespace

std::span<const PolicySpec> policies() { return catalogue; }

const PolicySpec* find_policy(std::string_view name) {
  const auto* found = std::ranges::find(catalogue, name, &PolicySpec::name);
  return found == std::end(catalogue) ? nullptr : found;
}

}  // namespace rollcall::sim
