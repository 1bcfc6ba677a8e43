#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

constexpr Promise promise = Promise::right_user;

std::string only_detail(const Finding& finding) {
  EXPECT_EQ(finding.violations.size(), 1U);
  return finding.violations.empty() ? "" : finding.violations[0].detail;
}

TEST(RightUser, AcceptsReadsLoginsAndSessionsThatYieldTheirUser) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", user(ada, "1"));
  told.finds_phone(ada, user(ada, "1"));
  told.logs_in(ada, session_of("1"));
  told.asks_session(ada, user(ada, "1"));
  told.logs_in_wrongly(ada, no(Failure::Kind::bad_password));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 5U);
}

TEST(RightUser, JudgesAnswersOnly) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", no(Failure::Kind::not_found));
  told.finds(ada, "1", no(Failure::Kind::unavailable));
  never_returned(told.finds(ada, "1", user(eve, "1")));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 1U);
}

TEST(RightUser, RejectsAHandleThatLeadsToSomebodyElse) {
  HistoryBuilder told;
  const MonotonicTime when = *told.registers(ada, active("1")).returned;
  told.finds(ada, "1", user(eve, "1"));
  const Finding finding = told.judged(promise);
  EXPECT_EQ(only_detail(finding), "The handle 1 of Ada (+49151111111) led to Eve (+49151333333).");
  EXPECT_EQ(finding.violations[0].operation, ada.id);
  EXPECT_EQ(finding.violations[0].acknowledged, when);
}

TEST(RightUser, RejectsAHandleThatLeadsToAnotherNameOfThePhone) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", user(bob, "1"));
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(RightUser, RejectsAHandleThatLeadsToANamesake) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds(ada, "1", user({eve.id, ada.name, eve.phone}, "2"));
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(RightUser, RejectsASessionOfSomebodyElse) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.logs_in(ada, session_of("2"));
  told.asks_session(ada, user(eve, "2"));
  EXPECT_EQ(only_detail(told.judged(promise)),
            "A session of Ada (+49151111111) led to Eve (+49151333333).");
}

TEST(RightUser, RejectsAPhoneThatLeadsToAnotherPhone) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds_phone(ada, user(eve, "2"));
  EXPECT_EQ(only_detail(told.judged(promise)),
            "A search for the phone +49151111111 led to Eve (+49151333333), whose phone that is "
            "not.");
}

TEST(RightUser, RejectsAPhoneThatLeadsToANamesake) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds_phone(ada, user({eve.id, ada.name, eve.phone}, "2"));
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(RightUser, AcceptsAPhoneThatLeadsToAnyoneWhoMayHaveIt) {
  HistoryBuilder told;
  told.registers(ada, no(Failure::Kind::ambiguous));
  told.registers(bob, no(Failure::Kind::ambiguous));
  told.finds_phone(ada, user(bob, "1"));
  told.logs_in(bob, session_of("1"));
  EXPECT_TRUE(told.judged(promise).violations.empty());
}

TEST(RightUser, RejectsAPhoneThatLeadsToSomebodyWhoNeverAskedForIt) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds_phone(ada, user({{4, 1}, "Mallory", ada.phone}, "1"));
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(RightUser, RejectsAPhoneThatLeadsToSomebodyWhoHasNotAskedYet) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.finds_phone(ada, user(bob, "1"));
  told.registers(bob, no(Failure::Kind::ambiguous));
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(RightUser, RejectsAPhoneThatLeadsToWhomItWasRefused) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, no(Failure::Kind::phone_taken));
  told.finds_phone(bob, user(bob, "2"));
  const Finding finding = told.judged(promise);
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, ada.id) << "it is Ada's phone";
}

TEST(RightUser, RejectsALoginWithAWrongPassword) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.logs_in_wrongly(ada, session_of("1"));
  EXPECT_EQ(only_detail(told.judged(promise)),
            "A login with a wrong password for +49151111111 succeeded.");
}

TEST(RightUser, BlamesTheCallersRegistrationWhenNobodyOwnsThePhone) {
  HistoryBuilder told;
  told.registers(ada, no(Failure::Kind::ambiguous));
  told.registers(bob, no(Failure::Kind::ambiguous));
  told.logs_in_wrongly(bob, session_of("1"));
  const Finding finding = told.judged(promise);
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, bob.id);
  EXPECT_FALSE(finding.violations[0].acknowledged);
}

TEST(RightUser, RejectsALoginOfWhomThePhoneWasRefused) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, no(Failure::Kind::phone_taken));
  told.logs_in(bob, session_of("1"));
  const Finding finding = told.judged(promise);
  EXPECT_EQ(only_detail(finding),
            "Bob was told that +49151111111 is taken, and logged in there all the same.");
  EXPECT_EQ(finding.violations[0].operation, ada.id) << "it is Ada's phone";
}

TEST(RightUser, AcceptsALoginOfWhomOneOfSeveralAttemptsWasRefused) {
  HistoryBuilder told;
  told.registers(bob, no(Failure::Kind::ambiguous));
  told.registers(bob, no(Failure::Kind::phone_taken)).attempt = 2;
  told.logs_in(bob, session_of("1"));
  EXPECT_TRUE(told.judged(promise).violations.empty()) << "the first attempt may have been done";
}

}  // namespace
}  // namespace rollcall::properties
