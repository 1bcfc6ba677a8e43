#include "scenarios/generator.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "scenarios/case_toml.h"
#include "scenarios/cause.h"

namespace rollcall::scenarios {
namespace {

const StrategySpec& strategy() { return strategies().front(); }

/// In per cent of many worlds.
int share(const std::function<bool(const Case&)>& has) {
  int count = 0;
  for (std::uint64_t world = 0; world < 1'000; ++world) {
    count += has(generate(strategy(), 1, world)) ? 1 : 0;
  }
  return count / 10;
}

bool is_sober(const Case& value) {
  std::set<std::string> phones;
  std::size_t registrations = 0;
  for (const Client& client : value.clients) {
    for (const Operation& operation : client.operations) {
      if (operation.action != Action::register_user) continue;
      phones.insert(operation.phone);
      ++registrations;
    }
  }
  return value.clients.size() <= 2 && phones.size() == registrations;
}

RC_GTEST_PROP(Generator, MakesOnlyCasesWithoutDefect, (std::uint64_t seed, std::uint64_t world)) {
  for (const StrategySpec& spec : strategies()) {
    const Case value = generate(spec, seed, world);
    if (const auto found = defect(value)) RC_FAIL(*found + "\n" + write(value));
  }
}

RC_GTEST_PROP(Generator, TheSameWorldForEveryStrategy, (std::uint64_t seed, std::uint64_t world)) {
  const Case first = generate(strategy(), seed, world);
  for (const StrategySpec& spec : strategies()) {
    Case other = generate(spec, seed, world);
    for (const Knob& knob : spec.knobs) {
      const auto shared = std::ranges::find(first.options.declared(), knob.name, &Knob::name);
      if (shared == first.options.declared().end() || shared->fallback != knob.fallback) continue;
      RC_ASSERT(other.options.text(knob.name) == first.options.text(knob.name));
    }
    other.strategy = first.strategy;
    other.options = first.options;
    RC_ASSERT(other == first);
  }
}

RC_GTEST_PROP(Generator, StaysWithinItsBounds, (std::uint64_t seed)) {
  const Bounds bounds{.clients = *rc::gen::inRange(1U, 4U),
                      .operations = *rc::gen::inRange(1U, 4U),
                      .processes = *rc::gen::inRange(1U, 3U),
                      .faults = *rc::gen::inRange(0U, 3U),
                      .kinds = {"redis.kill", "app.pause"}};
  const Case value = generate(strategy(), seed, 0, bounds);
  RC_ASSERT(value.clients.size() <= bounds.clients);
  RC_ASSERT(value.world.processes <= bounds.processes);
  RC_ASSERT(value.faults.size() <= bounds.faults);
  for (const Client& client : value.clients) {
    RC_ASSERT(client.operations.size() <= bounds.operations);
  }
  for (const std::string& kind : kinds_of(value)) {
    RC_ASSERT(kind == "redis.kill" || kind == "app.pause");
  }
}

TEST(Generator, WorldsAreIndependentAndRepeatable) {
  EXPECT_EQ(generate(strategy(), 1, 7), generate(strategy(), 1, 7));
  EXPECT_NE(generate(strategy(), 1, 7), generate(strategy(), 1, 8));
  EXPECT_NE(generate(strategy(), 1, 7), generate(strategy(), 2, 7));
}

TEST(Generator, MostWorldsHaveSeveralProcesses) {
  EXPECT_GE(share([](const Case& value) { return value.world.processes > 1; }), 75);
}

TEST(Generator, ManyWorldsHaveRivalsAtOneInstant) {
  EXPECT_GE(share([](const Case& value) {
              std::map<std::pair<std::string, Duration>, int> firsts;
              for (const Client& client : value.clients) {
                const Operation& first = client.operations.front();
                if (++firsts[{first.phone, first.after}] > 1) return true;
              }
              return false;
            }),
            30);
}

TEST(Generator, AQuarterOfTheWorldsIsSoberWithOneFault) {
  EXPECT_GE(share([](const Case& v) { return is_sober(v) && v.faults.size() == 1; }), 25);
}

TEST(Generator, EveryKindOfFaultIsOftenTheOnlyOneOfASoberWorld) {
  for (const faults::FaultKind& kind : faults::fault_kinds()) {
    EXPECT_GE(share([&](const Case& value) {
                return is_sober(value) && value.faults.size() == 1 && value.faults[0].kind == &kind;
              }),
              1)
        << kind.name;
  }
}

TEST(Generator, DrawsEveryPersistencePolicyAndBothProfiles) {
  for (const std::string_view redis : redis_persistences) {
    EXPECT_GE(share([&](const Case& value) { return value.world.redis == redis; }), 10);
  }
  for (const char* policy : {"random", "pct", "round-robin"}) {
    EXPECT_GE(share([&](const Case& value) { return value.schedule.policy == policy; }), 10);
  }
  EXPECT_GE(share([](const Case& value) { return value.world.profile == "cloud-disk"; }), 8);
}

TEST(Generator, FaultFreeWorldsExistAndNoWorldIsWithoutClients) {
  EXPECT_GE(share([](const Case& value) { return value.faults.empty(); }), 5);
  EXPECT_EQ(share([](const Case& value) { return value.clients.empty(); }), 0);
}

}  // namespace
}  // namespace rollcall::scenarios
