#include "scenarios/draws.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

RC_GTEST_PROP(Draws, StayBetweenTheirEndsAndReachThem, (std::uint64_t seed)) {
  Draws draws(seed);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(draws.between(-2, 3));
  RC_ASSERT(*seen.begin() == -2);
  RC_ASSERT(*seen.rbegin() == 3);
  RC_ASSERT(draws.between(INT64_MIN, INT64_MAX) <= INT64_MAX);
  RC_ASSERT(draws.between(7, 7) == 7);
}

RC_GTEST_PROP(Draws, ScaledTimesStayBetweenTheirEnds, (std::uint64_t seed)) {
  Draws draws(seed);
  const Duration least(*rc::gen::inRange<std::int64_t>(1, 1'000'000'000));
  const Duration most = least + Duration(*rc::gen::inRange<std::int64_t>(0, 60'000'000'000));
  const Duration drawn = draws.scaled(least, most);
  RC_ASSERT(drawn >= least);
  RC_ASSERT(drawn <= most);
}

TEST(Draws, OfASubjectDoNotDependOnWhatElseWasDrawn) {
  Draws one(7);
  Draws other(7);
  (void)other.bits();
  EXPECT_EQ(one.about("clients").bits(), other.about("clients").bits());
  EXPECT_NE(one.about("clients").bits(), one.about("faults").bits());
}

TEST(Draws, AreTheSameOnEveryMachine) {
  Draws draws(1);
  const std::uint64_t first = draws.bits();
  EXPECT_EQ(first, Draws(1).bits());
  EXPECT_NE(first, draws.bits());
}

}  // namespace
}  // namespace rollcall::scenarios
