// The properties as RapidCheck suites: whole worlds, generated and shrunk exactly as campaigns do.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/case_gen.h"
#include "scenarios/case_toml.h"
#include "scenarios/cause.h"
#include "scenarios/runner.h"
#include "scenarios/scenario.h"
#include "scenarios/shrink.h"

namespace rollcall::scenarios {
namespace {

using properties::Judgement;
using properties::Verdict;

/// Empty, or what went wrong in the words of the judges.
std::string what_broke(const Outcome& outcome) {
  if (!outcome.stopped.empty()) return "the world ended early: " + outcome.stopped;
  for (const Judgement& judgement : outcome.judgements) {
    if (judgement.verdict != Verdict::broken) continue;
    return fmt::format("{}: {}", to_string(judgement.promise), judgement.detail);
  }
  return {};
}

bool keeps_every_promise(const StrategySpec& strategy) {
  return rc::check(std::string(strategy.name) + " keeps every promise in generated worlds",
                   [&strategy] {
                     const Case value = *cases(strategy);
                     const std::string broken = what_broke(run(value));
                     if (!broken.empty()) RC_FAIL(broken);
                   });
}

class EngineeredStrategy : public testing::TestWithParam<const StrategySpec*> {};

std::vector<const StrategySpec*> engineered() {
  std::vector<const StrategySpec*> found;
  for (const StrategySpec& strategy : strategies()) {
    if (!strategy.demonstration) found.push_back(&strategy);
  }
  return found;
}

TEST_P(EngineeredStrategy, KeepsEveryPromiseInGeneratedWorlds) {
  EXPECT_TRUE(keeps_every_promise(*GetParam()));
}

/// The broken promises of the first worlds of a file; of none if they are too large for a test.
std::vector<std::string> broken_in(const std::string& file, const StrategySpec& strategy) {
  const auto loaded = load(file);
  EXPECT_TRUE(loaded) << to_string(loaded.error());
  std::vector<std::string> found;
  if (!loaded) return found;
  const auto& scenario = std::get<Scenario>(*loaded);
  for (std::uint64_t world = 0; world < std::min<std::uint64_t>(scenario.worlds, 10); ++world) {
    const Case value = instantiate(scenario, strategy, 1, world);
    if (operation_count(value) > 10'000) break;
    const std::string broken = what_broke(run(value));
    if (!broken.empty()) found.push_back(fmt::format("{} {}: {}", file, world, broken));
  }
  return found;
}

TEST_P(EngineeredStrategy, KeepsEveryPromiseInTheScenarioFiles) {
  std::size_t files = 0;
  for (const auto& file : std::filesystem::directory_iterator("scenarios")) {
    if (file.path().extension() != ".toml") continue;
    ++files;
    EXPECT_EQ(broken_in(file.path(), *GetParam()), std::vector<std::string>{});
  }
  EXPECT_GT(files, 0U);
}

INSTANTIATE_TEST_SUITE_P(All, EngineeredStrategy, testing::ValuesIn(engineered()),
                         [](const auto& tested) {
                           std::string name(tested.param->name);
                           std::erase(name, '-');
                           return name;
                         });

TEST(Suite, FindsTheSketchBroken) {
  EXPECT_FALSE(keeps_every_promise(*find_strategy("hybrid-sketch")));
}

TEST(Suite, ScenarioFilesShowTheSketchBroken) {
  for (const char* name : {"crash-after-ack", "crash-while-sqlite-is-busy", "power-fails-after-ack",
                           "redis-restarts"}) {
    const std::string file = fmt::format("scenarios/{}.toml", name);
    EXPECT_FALSE(broken_in(file, *find_strategy("hybrid-sketch")).empty()) << name;
  }
}

TEST(Suite, AWorldIsAPureFunctionOfItsCase) {
  const StrategySpec& sketch = *find_strategy("hybrid-sketch");
  const StrategySpec& write_through = *find_strategy("write-through");
  for (std::uint64_t world = 0; world < 20; ++world) {
    const Case value = generate(sketch, 5, world);
    const Outcome first = run(value);
    (void)run(generate(write_through, 6, world));
    EXPECT_EQ(run(value).trace, first.trace) << write(value);
    const auto again = read(write(value), "again.toml");
    ASSERT_TRUE(again);
    EXPECT_EQ(run(*again).trace, first.trace) << write(value);
  }
}

/// The first world of the sketch that breaks the promise, shrunk with what it needs.
Case smallest_story_of(Promise promise) {
  const StrategySpec& sketch = *find_strategy("hybrid-sketch");
  for (std::uint64_t world = 0; world < 2'000; ++world) {
    const Case value = generate(sketch, 1, world);
    if (!shows(run(value), promise, Verdict::broken)) continue;
    return shrink(value, promise, needs(value, promise)).smallest;
  }
  return {};
}

class BrokenPromise : public testing::TestWithParam<Promise> {};

TEST_P(BrokenPromise, OfTheSketchShrinksToAStoryThatFitsAPage) {
  const Case story = smallest_story_of(GetParam());
  ASSERT_NE(story.strategy, nullptr) << "no world broke it";
  EXPECT_LE(story.clients.size(), 3U) << write(story);
  EXPECT_LE(operation_count(story), 6U) << write(story);
  EXPECT_LE(story.faults.size(), 2U) << write(story);
  const auto loaded = read(write(story), "story.toml");
  ASSERT_TRUE(loaded);
  const Outcome replayed = run(*loaded);
  EXPECT_TRUE(shows(replayed, GetParam(), Verdict::broken));
  EXPECT_EQ(replayed.trace, story.shown->trace);
}

INSTANTIATE_TEST_SUITE_P(All, BrokenPromise, testing::ValuesIn(all_promises),
                         [](const auto& tested) { return std::string(to_string(tested.param)); });

}  // namespace
}  // namespace rollcall::scenarios
