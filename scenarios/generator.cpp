#include "scenarios/generator.h"

#include <algorithm>

#include "scenarios/character.h"
#include "scenarios/draws.h"
#include "scenarios/fault_draws.h"
#include "scenarios/knob_draws.h"
#include "scenarios/plan_draws.h"
#include "sim/schedule/key.h"

namespace rollcall::scenarios {
namespace {

WorldShape draw_world(Character character, const Bounds& bounds, Draws draws) {
  WorldShape world;
  const std::int64_t drawn = draws.between(1, 100);
  const std::int64_t alone = character.kind == Character::Kind::sober ? 25 : 10;
  const std::uint32_t wanted = drawn <= alone ? 1 : drawn <= 80 ? 2 : 3;
  world.processes = std::min(wanted, bounds.processes);
  world.redis = draws.among(redis_persistences);
  world.profile = draws.chance(85) ? "ssd" : "cloud-disk";
  return world;
}

Schedule draw_schedule(Draws draws) {
  Schedule schedule;
  const std::int64_t drawn = draws.between(1, 100);
  if (drawn <= 55) return schedule;
  schedule.policy = drawn <= 85 ? "pct" : "round-robin";
  if (schedule.policy == "pct") schedule.depth = draws.between(2, 5);
  return schedule;
}

}  // namespace

std::uint64_t world_seed(std::uint64_t seed, std::uint64_t world) {
  // 63 bits: TOML writes them as a plain number.
  return sim::mix(sim::mix(seed, sim::key_of("world")), world) >> 1;
}

Case generate(const StrategySpec& strategy, std::uint64_t seed, std::uint64_t world,
              const Bounds& bounds) {
  Case value;
  value.strategy = &strategy;
  value.options = Knobs(strategy.knobs);
  value.seed = world_seed(seed, world);
  const Draws draws(value.seed);
  const Character character = draw_character(draws.about("character"));
  value.world = draw_world(character, bounds, draws.about("world"));
  value.schedule = draw_schedule(draws.about("schedule"));
  draw_clients(value, character, bounds, draws.about("clients"));
  draw_faults(value, character, bounds, draws.about("faults"));
  draw_options(value.options, character, draws.about("options"));
  return value;
}

}  // namespace rollcall::scenarios
