#include "scenarios/shrink.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "scenarios/arbitrary_case.h"
#include "scenarios/case_toml.h"
#include "scenarios/fingerprint.h"
#include "scenarios/generator.h"
#include "scenarios/runner.h"
#include "scenarios/shrinks.h"

namespace rollcall::scenarios {
namespace {

using properties::Verdict;

/// A run that breaks right_user exactly when `breaks` says so.
RunCase breaking(std::function<bool(const Case&)> breaks) {
  return [breaks = std::move(breaks)](const Case& value) {
    Outcome outcome;
    outcome.trace = value.seed + operation_count(value);
    outcome.judgements.push_back({.promise = Promise::right_user,
                                  .verdict = breaks(value) ? Verdict::broken : Verdict::holds});
    return outcome;
  };
}

bool has_kind(const Case& value, std::string_view kind) {
  return std::ranges::any_of(
      value.faults, [&](const faults::FaultEvent& event) { return event.kind->name == kind; });
}

bool two_clients_log_in(const Case& value) {
  return std::ranges::count_if(value.clients, [](const Client& client) {
           return std::ranges::any_of(client.operations, [](const Operation& operation) {
             return operation.action == Action::login;
           });
         }) >= 2;
}

/// The first generated world for which this is true.
template <typename Wanted>
Case world_with(const Wanted& wanted) {
  for (std::uint64_t world = 0;; ++world) {
    Case value = generate(strategies().front(), 3, world);
    if (wanted(value)) return value;
  }
}

TEST(Shrink, EndsWithACaseOfWhichNoCutStillFails) {
  const Case value = world_with(two_clients_log_in);
  const ShrinkResult result =
      shrink(value, Promise::right_user, {}, {.run = breaking(two_clients_log_in)});
  EXPECT_FALSE(result.exhausted);
  EXPECT_TRUE(two_clients_log_in(result.smallest));
  EXPECT_LE(result.smallest.clients.size(), 3U) << write(result.smallest);
  EXPECT_LE(operation_count(result.smallest), 4U);
  EXPECT_TRUE(result.smallest.faults.empty());
  EXPECT_EQ(result.smallest.world, (WorldShape{.processes = 1}));
  Shrinks candidates = shrinks(result.smallest);
  while (const std::optional<Case> smaller = candidates.next()) {
    EXPECT_FALSE(two_clients_log_in(*smaller)) << write(*smaller);
  }
}

TEST(Shrink, NeverTurnsAFailureThatNeedsAFaultIntoOneThatDoesNot) {
  // It fails with app.kill, and for another reason whenever somebody logs in with a wrong password.
  const auto breaks = [](const Case& value) {
    if (has_kind(value, "app.kill")) return true;
    return std::ranges::any_of(value.clients, [](const Client& client) {
      return client.retries == 0;  // which shrinking tries to reach
    });
  };
  const Case value = world_with([&](const Case& one) {
    return has_kind(one, "app.kill") && !breaks(without(one, {"app.kill"}));
  });
  const RunCase run = breaking(breaks);
  ASSERT_EQ(needs(value, Promise::right_user, run), std::vector<std::string>{"app.kill"});
  const ShrinkResult result = shrink(value, Promise::right_user, {"app.kill"}, {.run = run});
  EXPECT_EQ(result.smallest.faults.size(), 1U);
  EXPECT_FALSE(breaks(without(result.smallest, {"app.kill"})));
}

TEST(Shrink, KeepsWhatTheSmallestCaseShowed) {
  const Case value = world_with(two_clients_log_in);
  const ShrinkResult result =
      shrink(value, Promise::right_user, {}, {.run = breaking(two_clients_log_in)});
  ASSERT_TRUE(result.smallest.shown);
  EXPECT_EQ(result.smallest.shown->property, "right_user");
  EXPECT_EQ(result.smallest.shown->verdict, "broken");
  EXPECT_EQ(result.smallest.shown->trace, result.smallest.seed + operation_count(result.smallest));
  EXPECT_EQ(result.smallest.shown->fingerprint, fingerprint(result.smallest));
}

TEST(Shrink, StopsWhenItsBudgetIsSpent) {
  const Case value = world_with(two_clients_log_in);
  const ShrinkResult result =
      shrink(value, Promise::right_user, {}, {.runs_most = 5, .run = breaking(two_clients_log_in)});
  EXPECT_TRUE(result.exhausted);
  EXPECT_LE(result.runs, 6U);
  EXPECT_TRUE(two_clients_log_in(result.smallest));
}

RC_GTEST_PROP(Shrink, IsDeterministic, ()) {
  const Case value = *any_case();
  const auto breaks = [](const Case& one) { return operation_count(one) % 3 == 1; };
  RC_PRE(breaks(value));
  const ShrinkOptions options{.run = breaking(breaks)};
  const ShrinkResult one = shrink(value, Promise::right_user, {}, options);
  const ShrinkResult two = shrink(value, Promise::right_user, {}, options);
  RC_ASSERT(one.smallest == two.smallest);
  RC_ASSERT(one.runs == two.runs);
}

}  // namespace
}  // namespace rollcall::scenarios
