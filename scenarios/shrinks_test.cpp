#include "scenarios/shrinks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "scenarios/arbitrary_case.h"
#include "scenarios/case_toml.h"
#include "scenarios/generator.h"

namespace rollcall::scenarios {
namespace {

std::vector<Case> all_shrinks(const Case& value) {
  std::vector<Case> found;
  Shrinks sequence = shrinks(value);
  while (std::optional<Case> smaller = sequence.next()) found.push_back(std::move(*smaller));
  return found;
}

std::int64_t changed_knobs(const Knobs& knobs) {
  return std::ranges::count_if(knobs.declared(),
                               [&](const Knob& knob) { return !knobs.is_default(knob.name); });
}

/// Lexicographic order in which every cut has to go down: it has no infinite descent.
std::vector<std::int64_t> weight(const Case& value) {
  const Client usual;
  std::int64_t processes = 0, retries = 0, patience = 0, wrong = 0, abouts = 0, knobs = 0,
               plainness = 0;
  std::int64_t after = 0, at = 0, nth = 0, words = 0, names = 0;
  for (const Client& client : value.clients) {
    processes += client.process;
    retries += client.retries;
    patience += client.deadline != usual.deadline ? 1 : 0;
    patience += client.retry_delay != usual.retry_delay ? 1 : 0;
    for (const Operation& operation : client.operations) {
      wrong += operation.wrong_password ? 1 : 0;
      abouts += std::int64_t{operation.about.client} * 1'000'000 + operation.about.operation;
      after += operation.after.count();
      names += std::ssize(operation.name);
    }
  }
  for (const faults::FaultEvent& event : value.faults) {
    knobs += changed_knobs(event.knobs);
    at += event.trigger.at.value_or(Duration::zero()).count();
    nth += event.trigger.nth;
    words += std::ssize(event.trigger.step) + std::ssize(event.trigger.of);
  }
  knobs += changed_knobs(value.options);
  plainness += value.schedule.policy != "random" ? 1 : 0;
  plainness += value.schedule.depth != 3 ? 1 : 0;
  plainness += value.world.redis != WorldShape{}.redis ? 1 : 0;
  plainness += value.world.profile != WorldShape{}.profile ? 1 : 0;
  plainness += value.world.hashing ? 1 : 0;
  return {std::ssize(value.faults),
          std::ssize(value.clients),
          static_cast<std::int64_t>(operation_count(value)),
          value.world.processes,
          processes,
          plainness,
          knobs,
          retries,
          patience,
          wrong,
          abouts,
          after,
          at,
          nth,
          words,
          names,
          static_cast<std::int64_t>(std::min<std::uint64_t>(value.seed, INT64_MAX))};
}

RC_GTEST_PROP(Shrinks, AreSmallerSoundAndNotWhatWasShown, ()) {
  const Case value = *any_case();
  const std::vector<std::int64_t> before = weight(value);
  for (const Case& smaller : all_shrinks(value)) {
    RC_ASSERT(weight(smaller) < before);
    RC_ASSERT(!defect(smaller));
    RC_ASSERT(!smaller.shown);
  }
}

RC_GTEST_PROP(Shrinks, KeepTheNumbersOfWhatStays, ()) {
  const Case value = *any_case();
  for (const Case& smaller : all_shrinks(value)) {
    for (const Client& client : smaller.clients) {
      for (const Operation& operation : client.operations) {
        const Operation* before = find_operation(value, {client.id, operation.id});
        RC_ASSERT(before != nullptr);
        RC_ASSERT(before->action == operation.action);
        RC_ASSERT(before->phone == operation.phone);
      }
    }
  }
}

RC_GTEST_PROP(Shrinks, LeadAnyCaseDownToNothing, ()) {
  Case value = *any_case();
  int steps = 0;
  while (std::optional<Case> smaller = shrinks(value).next()) {
    value = std::move(*smaller);
    RC_ASSERT(++steps < 100);  // the first cut is always the biggest
  }
  RC_ASSERT(value.faults.empty());
  RC_ASSERT(value.clients.empty());
}

TEST(Shrinks, CutFaultsThenClientsThenOperationsFirst) {
  const std::vector<Case> found = all_shrinks(sample_case());
  EXPECT_TRUE(found[0].faults.empty());
  EXPECT_EQ(found[1].faults.size(), 1U);
  EXPECT_EQ(found[2].faults.size(), 1U);
  EXPECT_TRUE(found[3].clients.empty());
  EXPECT_EQ(found[4].clients.size(), 1U);
}

TEST(Shrinks, OfAnOperationTakeAlongWhatIsAboutIt) {
  // Without the registration c1.1 neither its login nor the session of that can stay.
  const std::vector<Case> found = all_shrinks(sample_case());
  const bool together = std::ranges::any_of(found, [](const Case& smaller) {
    return smaller.faults.size() == 2 && smaller.clients.size() == 1 &&
           smaller.clients[0].id == 2 && smaller.faults[0].trigger.of.empty();
  });
  EXPECT_TRUE(together);
}

TEST(Shrinks, OfProcessesMoveClientsAndFaults) {
  const std::vector<Case> found = all_shrinks(sample_case());
  const auto single =
      std::ranges::find_if(found, [](const Case& smaller) { return smaller.world.processes == 1; });
  ASSERT_NE(single, found.end());
  EXPECT_EQ(single->clients[1].process, 1U);
  EXPECT_EQ(single->faults[1].on, "app1/redis");
}

TEST(Shrinks, GoOnWhereAnotherSequenceWas) {
  const Case value = sample_case();
  Shrinks first = shrinks(value);
  (void)first.next();
  (void)first.next();
  Shrinks second = shrinks(value);
  second.skip_to(first.position());
  EXPECT_EQ(first.next(), second.next());
}

}  // namespace
}  // namespace rollcall::scenarios
