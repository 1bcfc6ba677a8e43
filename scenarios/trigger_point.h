// The moments at which a fault can be aimed: the named steps of engine and strategies, and
// the simulator's points.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace rollcall::scenarios {

/// All names that a trigger's step may begin with; messages and VFS calls may add a label after a
/// blank ("redis.reply HSET").
[[nodiscard]] std::vector<std::string_view> trigger_points();
/// Whether `step` begins with one of them.
[[nodiscard]] bool is_trigger_point(std::string_view step);

}  // namespace rollcall::scenarios
