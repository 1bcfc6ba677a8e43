#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

constexpr Promise promise = Promise::no_lost_users;

/// The one violation of a history in which Ada was acknowledged as 1.
std::string detail_with(std::vector<UserRow> users) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  const Finding finding = told.judged(promise, std::move(users));
  EXPECT_EQ(finding.judged, 1U);
  EXPECT_EQ(finding.violations.size(), 1U);
  return finding.violations.empty() ? "" : finding.violations[0].detail;
}

TEST(NoLostUsers, AcceptsAnAcknowledgedUserWithARow) {
  HistoryBuilder told;
  told.registers(ada, pending("t1"));
  const Finding finding = told.judged(promise, {row(7, ada), row(8, eve)});
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 1U);
}

TEST(NoLostUsers, RejectsAnAcknowledgedUserWithoutARow) {
  EXPECT_EQ(detail_with({row(2, eve)}),
            "Ada (+49151111111) was told to be registered as 1, but no row has that phone.");
}

TEST(NoLostUsers, RejectsAnAcknowledgedUserWhoseRowIsSomebodyElses) {
  EXPECT_EQ(detail_with({row(1, bob)}),
            "Ada (+49151111111) was told to be registered as 1, but the phone's row is Bob's.");
}

TEST(NoLostUsers, RejectsAnAcknowledgedUserInAnotherOrganization) {
  Person moved = ada;
  moved.organization_id = 5;
  EXPECT_EQ(detail_with({row(1, moved)}),
            "Ada (+49151111111) was told to be registered as 1, but the row is in organization 5, "
            "not 1.");
}

TEST(NoLostUsers, RejectsAnAcknowledgedUserStoredTwice) {
  EXPECT_EQ(detail_with({row(1, ada), row(2, ada)}),
            "Ada (+49151111111) was told to be registered as 1, but 2 rows say so.");
}

TEST(NoLostUsers, RejectsTheLoserOfTwoThatWereAcknowledgedForOnePhone) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  const MonotonicTime when = *told.registers(bob, active("2")).returned;
  const Finding finding = told.judged(promise, {row(1, ada)});
  EXPECT_EQ(finding.judged, 2U);
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, bob.id);
  EXPECT_EQ(finding.violations[0].acknowledged, when);
}

TEST(NoLostUsers, TellsALoserToWhomTheServiceOwnsUpFromOneOfWhomItKnowsNothing) {
  const auto owned_up = [](const Answer& answer, bool probe) {
    HistoryBuilder told;
    told.registers(ada, active("1"));
    told.registers(bob, pending("t2"));
    told.finds(bob, "t2", answer).probe = probe;
    const Finding finding = told.judged(promise, {row(1, ada)});
    EXPECT_EQ(finding.violations.size(), 1U);
    return finding.violations.at(0).conflict;
  };
  EXPECT_TRUE(owned_up(user(bob, "t2", UserStatus::conflict), true));
  EXPECT_FALSE(owned_up(user(bob, "t2", UserStatus::pending), true));
  EXPECT_FALSE(owned_up(no(Failure::Kind::not_found), true));
  EXPECT_FALSE(owned_up(user(bob, "t2", UserStatus::conflict), false))
      << "what it says before it has come to rest is no last word";
}

TEST(NoLostUsers, RejectsAUserWhomOnlyALaterAttemptAcknowledged) {
  HistoryBuilder told;
  told.registers(ada, no(Failure::Kind::ambiguous));
  told.registers(ada, active("1")).attempt = 2;
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(NoLostUsers, HasNothingToSayOfUsersWhoWerePromisedNothing) {
  HistoryBuilder told;
  told.registers(ada, no(Failure::Kind::unavailable));
  never_returned(told.registers(eve, active("1")));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 0U);
}

}  // namespace
}  // namespace rollcall::properties
