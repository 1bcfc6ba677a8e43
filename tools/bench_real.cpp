#include "tools/bench_real.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "scenarios/real_runner.h"
#include "tools/bench_by_hand.h"
#include "tools/bench_worlds.h"
#include "tools/real_backends.h"

namespace rollcall::tools {
namespace {

constexpr std::size_t crowd_size = 500;
constexpr int rounds = 3;

double in_ms(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

struct Crowd {
  std::size_t acknowledged = 0;
  Duration median{};
  Duration all{};
  std::size_t threads = 0;
  std::uint64_t commits = 0;
  std::string synchronous{};
};

std::expected<Crowd, std::string> run_crowd(const StrategySpec& strategy, bool hashing) {
  auto backends = RealBackends::open({});
  if (!backends) return std::unexpected(backends.error());
  scenarios::Case value = crowded_world(strategy, 1);
  value.world.hashing = hashing;
  const auto outcome = scenarios::run_real(value, (*backends)->stores());
  if (!outcome) return std::unexpected(outcome.error());
  std::vector<Duration> acknowledged;
  for (const properties::Call& call : outcome->history) {
    const bool asked = !call.probe && call.action == properties::Action::register_user;
    if (asked && call.registered() != nullptr) {
      acknowledged.push_back(*call.returned - call.invoked);
    }
  }
  if (acknowledged.empty()) return std::unexpected("nobody was acknowledged");
  std::ranges::sort(acknowledged);
  return Crowd{.acknowledged = acknowledged.size(),
               .median = acknowledged[acknowledged.size() / 2],
               .all = outcome->storm,
               .threads = outcome->tasks_peak,
               .commits = outcome->commits,
               .synchronous = outcome->synchronous};
}

using ByHand = std::expected<Duration, std::string>(const Stores&, std::size_t users);

Row beside_by_hand(const StrategySpec& strategy, ByHand& by_hand, Duration Crowd::* measured) {
  Duration best_by_hand = Duration::max();
  Crowd best;
  for (int round = 0; round < rounds; ++round) {
    auto backends = RealBackends::open({});
    if (!backends) return not_measured(backends.error());
    const auto took = by_hand((*backends)->stores(), crowd_size);
    if (!took) return not_measured(took.error());
    best_by_hand = std::min(best_by_hand, *took);
    auto crowd = run_crowd(strategy, false);
    if (!crowd) return not_measured(crowd.error());
    if (crowd->acknowledged != crowd_size) {
      return not_measured(fmt::format("only {} were acknowledged", crowd->acknowledged));
    }
    if (round == 0 || (*crowd).*measured < best.*measured) best = std::move(*crowd);
  }
  return {
      in_ms(best.*measured) / in_ms(best_by_hand), "times by hand", "2",
      fmt::format("{:.1f} ms, by hand {:.1f} ms; {} of {} acknowledged, {} commits, synchronous "
                  "{}; best of three",
                  in_ms(best.*measured), in_ms(best_by_hand), best.acknowledged, crowd_size,
                  best.commits, best.synchronous)};
}

}  // namespace

Row real_crowd(const StrategySpec& strategy, bool hashing) {
  const auto crowd = run_crowd(strategy, hashing);
  if (!crowd) return not_measured(crowd.error());
  return {in_ms(crowd->all), "ms", "-",
          fmt::format("{} of {} acknowledged, {} threads, synchronous {}", crowd->acknowledged,
                      crowd_size, crowd->threads, crowd->synchronous)};
}

Row crowd_beside_group_commit(const StrategySpec& strategy) {
  return beside_by_hand(strategy, group_commit_by_hand, &Crowd::all);
}

Row crowd_beside_evalsha(const StrategySpec& strategy) {
  return beside_by_hand(strategy, evalsha_by_hand, &Crowd::median);
}

}  // namespace rollcall::tools
