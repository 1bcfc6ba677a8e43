// The skeleton of `rollcall new strategy` is a strategy, compiled here as it stands.
#include <gtest/gtest.h>

#include "engine/strategy.h"
#include "scenarios/generator.h"
#include "scenarios/runner.h"

namespace rollcall {

extern const StrategySpec my_way_spec;

namespace scenarios {
namespace {

/// How often its own step was reached in generated worlds, none of which may break a promise.
std::uint64_t left_out(std::string_view copy) {
  StrategySpec strategy = my_way_spec;
  strategy.name = "my-way";
  std::uint64_t reached = 0;
  std::uint64_t judged = 0;
  for (std::uint64_t world = 0; world < 40; ++world) {
    Case value = generate(strategy, 1, world);
    EXPECT_TRUE(value.options.set("copy", copy));
    Outcome outcome = run(value);
    for (const properties::Judgement& judgement : outcome.judgements) {
      EXPECT_NE(judgement.verdict, properties::Verdict::broken) << judgement.detail;
      judged += judgement.judged;
    }
    reached += outcome.steps["my_way.left_out"];
  }
  EXPECT_GT(judged, 1'000U);
  return reached;
}

TEST(Skeleton, KeepsEveryPromiseWhereverItsKnobStands) {
  EXPECT_EQ(left_out("at_once"), 0U);
  EXPECT_GT(left_out("when_read"), 0U);
}

}  // namespace
}  // namespace scenarios
}  // namespace rollcall
