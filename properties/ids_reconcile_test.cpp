#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

constexpr Promise promise = Promise::ids_reconcile;
constexpr UserStatus still_pending = UserStatus::pending;

std::string only_detail(const Finding& finding) {
  EXPECT_EQ(finding.violations.size(), 1U);
  return finding.violations.empty() ? "" : finding.violations[0].detail;
}

TEST(IdsReconcile, AcceptsATemporaryHandleThatBecomesAFinalOne) {
  HistoryBuilder told;
  told.registers(ada, pending("t1"));
  told.finds(ada, "t1", user(ada, "t1", still_pending));
  told.finds(ada, "t1", user(ada, "1")).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 3U) << "two finds, and how the handle ended";
}

TEST(IdsReconcile, RejectsANoAfterTheAcknowledgement) {
  HistoryBuilder told;
  const MonotonicTime when = *told.registers(ada, pending("t1")).returned;
  told.finds(ada, "t1", no(Failure::Kind::not_found));
  told.finds(ada, "t1", user(ada, "1")).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_EQ(only_detail(finding),
            "Ada (+49151111111) was told to be registered as t1, but find answered \"not_found\".");
  EXPECT_EQ(finding.violations[0].operation, ada.id);
  EXPECT_EQ(finding.violations[0].acknowledged, when);
}

TEST(IdsReconcile, RejectsAHandleThatFindsSomebodyElse) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", user(eve, "1")).probe = true;
  EXPECT_EQ(only_detail(told.judged(promise)),
            "Ada (+49151111111) was told to be registered as 1, but that handle found Eve "
            "(+49151333333).");
}

TEST(IdsReconcile, LearnsNothingFromAFindThatOverlapsTheRegistration) {
  HistoryBuilder told;
  Call& registration = told.registers(ada, active("1"));
  registration.returned = registration.invoked + std::chrono::milliseconds(12);
  told.finds(ada, "1", no(Failure::Kind::not_found));
  EXPECT_EQ(told.judged(promise).judged, 0U);
}

TEST(IdsReconcile, CountsEachHandleFromTheAttemptThatHandedItOut) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "2", no(Failure::Kind::not_found));
  told.registers(ada, active("2")).attempt = 2;
  told.finds(ada, "2", user(ada, "2"));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 1U);
}

TEST(IdsReconcile, RejectsOneHandleForTwoRegistrations) {
  HistoryBuilder told;
  told.registers(eve, pending("1"));
  told.registers(ada, pending("1"));
  const Finding finding = told.judged(promise);
  EXPECT_EQ(only_detail(finding),
            "Eve (+49151333333) was told to be registered as 1, but Ada (+49151111111) has that "
            "handle too.");
  EXPECT_EQ(finding.violations[0].operation, eve.id) << "the earlier promise is the broken one";
}

TEST(IdsReconcile, RejectsATemporaryHandleThatIsTheFinalOneOfAnother) {
  HistoryBuilder told;
  told.registers(ada, pending("1"));
  told.registers(eve, pending("2"));
  told.finds(ada, "1", user(ada, "2"));
  EXPECT_EQ(only_detail(told.judged(promise)),
            "Eve (+49151333333) was told to be registered as 2, but Ada (+49151111111) has that "
            "handle too.");
}

TEST(IdsReconcile, AcceptsOneHandleInSeveralAnswersAboutOneUser) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(ada, active("1")).attempt = 2;
  told.finds_phone(ada, user(ada, "1"));
  told.finds_phone(bob, user(ada, "1"));
  told.asks_session(ada, user(ada, "1"));
  EXPECT_TRUE(told.judged(promise).violations.empty());
}

TEST(IdsReconcile, AcceptsAUserWhoIsRefusedTheirOwnPhoneUnderAnotherKey) {
  const Person again{{5, 1}, ada.name, ada.phone};
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(again, no(Failure::Kind::phone_taken));
  told.finds_phone(again, user(ada, "1"));
  EXPECT_TRUE(told.judged(promise).violations.empty());
}

TEST(IdsReconcile, AcceptsTwoUsersOfOnePhoneWhoHaveHandlesOfTheirOwn) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, active("2"));
  told.finds_phone(ada, user(bob, "2"));
  EXPECT_TRUE(told.judged(promise).violations.empty()) << "unique_phones objects, not this one";
}

TEST(IdsReconcile, RejectsAPendingThatDoesNotEnd) {
  HistoryBuilder told;
  told.registers(ada, pending("t1"));
  told.finds(ada, "t1", user(ada, "t1", still_pending)).probe = true;
  EXPECT_EQ(only_detail(told.judged(promise)),
            "Ada (+49151111111) was told to be registered as t1, but is still pending when all has "
            "come to rest.");
}

TEST(IdsReconcile, AcceptsAPendingThatEndsInTheCalm) {
  HistoryBuilder told;
  told.registers(ada, pending("t1"));
  told.finds(ada, "t1", user(ada, "t1", still_pending)).probe = true;
  told.finds(ada, "t1", no(Failure::Kind::ambiguous)).probe = true;
  told.finds(ada, "t1", user(ada, "1")).probe = true;
  EXPECT_TRUE(told.judged(promise).violations.empty());
}

TEST(IdsReconcile, RejectsSilenceAtTheEndOfTheCalmOnly) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", no(Failure::Kind::unavailable));
  EXPECT_EQ(told.judged(promise).judged, 0U);
  never_returned(told.finds(ada, "1", user(ada, "1")));
  EXPECT_EQ(told.judged(promise).judged, 0U);
  told.finds(ada, "1", no(Failure::Kind::unavailable)).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_EQ(only_detail(finding),
            "Ada (+49151111111) was told to be registered as 1, but find still has no answer in "
            "the calm.");
  EXPECT_EQ(finding.judged, 1U);
}

}  // namespace
}  // namespace rollcall::properties
