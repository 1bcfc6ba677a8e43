#include "scenarios/cause.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "scenarios/arbitrary_case.h"

namespace rollcall::scenarios {
namespace {

using properties::Verdict;

/// Breaks right_user when all of these kinds of fault are there.
RunCase breaking_with(std::vector<std::string> kinds) {
  return [kinds = std::move(kinds)](const Case& value) {
    Outcome outcome;
    const bool broken = std::ranges::includes(kinds_of(value), kinds);
    outcome.judgements.push_back(
        {.promise = Promise::right_user, .verdict = broken ? Verdict::broken : Verdict::holds});
    return outcome;
  };
}

Case with_faults(const std::vector<std::string>& kinds) {
  Case value = sample_case();
  value.faults.clear();
  for (const std::string& name : kinds) {
    const faults::FaultKind* kind = faults::find_fault_kind(name);
    value.faults.push_back({.kind = kind, .on = {}, .trigger = {}, .knobs = Knobs(kind->knobs)});
  }
  return value;
}

using Kinds = std::vector<std::string>;

TEST(Cause, OfAFailureWithoutFaultsIsNoFault) {
  const Case value = with_faults({"app.kill", "redis.kill"});
  EXPECT_EQ(needs(value, Promise::right_user, breaking_with({})), Kinds{});
  EXPECT_EQ(needs(with_faults({}), Promise::right_user, breaking_with({})), Kinds{});
}

TEST(Cause, LeavesOutWhatTheFailureDoesNotNeed) {
  const Case value = with_faults({"redis.kill", "app.kill", "app.pause", "app.kill"});
  EXPECT_EQ(needs(value, Promise::right_user, breaking_with({"app.kill"})), Kinds{"app.kill"});
  EXPECT_EQ(needs(value, Promise::right_user, breaking_with({"app.kill", "redis.kill"})),
            (Kinds{"app.kill", "redis.kill"}));
}

TEST(Cause, RemovesAllFaultsOfAKind) {
  const Case value = with_faults({"redis.kill", "app.kill", "app.kill"});
  EXPECT_EQ(kinds_of(without(value, {"app.kill"})), Kinds{"redis.kill"});
  EXPECT_EQ(without(value, {"app.kill"}).faults.size(), 1U);
}

}  // namespace
}  // namespace rollcall::scenarios
