#include "scenarios/trigger_point.h"

#include <algorithm>
#include <iterator>

#include "engine/steps.h"

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
  points.insert(points.end(), std::begin(simulator_points), std::end(simulator_points));
  return points;
}

bool is_trigger_point(std::string_view step) {
  const std::string_view name = step.substr(0, step.find(' '));
  const auto is_name = [&](std::string_view point) { return point == name; };
  return std::ranges::any_of(all_steps, is_name) || std::ranges::any_of(simulator_points, is_name);
}

}  // namespace rollcall::scenarios
