#include "scenarios/trigger_point.h"

#include <algorithm>
#include <iterator>

#include "engine/strategy.h"

namespace rollcall::scenarios {
namespace {

/// As sim/hooks.h describes them.
constexpr std::string_view simulator_points[] = {
    "client.request", "client.reply",  "redis.request",   "redis.reply", "net.connect",
    "sqlite.open",    "sqlite.read",   "sqlite.write",    "sqlite.sync", "sqlite.truncate",
    "sqlite.lock",    "sqlite.unlock", "sqlite.shm_lock", "file.write",  "sqlite.delete",
    "file.sync",      "file.read",
};

}  // namespace

std::vector<std::string_view> trigger_points() {
  std::vector<std::string_view> points(std::begin(all_steps), std::end(all_steps));
  for (const StrategySpec& strategy : strategies()) {
    points.insert(points.end(), strategy.steps.begin(), strategy.steps.end());
  }
  points.insert(points.end(), std::begin(simulator_points), std::end(simulator_points));
  return points;
}

bool is_trigger_point(std::string_view step) {
  const std::vector<std::string_view> points = trigger_points();
  return std::ranges::find(points, step.substr(0, step.find(' '))) != points.end();
}

}  // namespace rollcall::scenarios
