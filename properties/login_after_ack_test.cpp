#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

constexpr Promise promise = Promise::login_after_ack;

TEST(LoginAfterAck, AcceptsALoginThatSucceeds) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.logs_in(ada, session_of("1"));
  told.logs_in(ada, session_of("1")).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 2U);
}

TEST(LoginAfterAck, RejectsADefiniteNo) {
  HistoryBuilder told;
  const MonotonicTime when = *told.registers(ada, pending("t1")).returned;
  told.logs_in(ada, no(Failure::Kind::not_found));
  told.logs_in(ada, no(Failure::Kind::bad_password));
  told.logs_in(ada, session_of("1")).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_EQ(finding.judged, 3U);
  ASSERT_EQ(finding.violations.size(), 2U);
  EXPECT_EQ(finding.violations[0].operation, ada.id);
  EXPECT_EQ(finding.violations[0].acknowledged, when);
  EXPECT_EQ(finding.violations[0].detail,
            "Ada (+49151111111) was told to be registered as t1, but a login with the right "
            "password was answered \"not_found\".");
}

TEST(LoginAfterAck, CountsALoginAtTheInstantOfTheAcknowledgement) {
  HistoryBuilder told;
  const MonotonicTime when = *told.registers(ada, active("1")).returned;
  told.logs_in(ada, no(Failure::Kind::not_found)).invoked = when;
  EXPECT_EQ(told.judged(promise).violations.size(), 1U);
}

TEST(LoginAfterAck, LearnsNothingFromALoginThatOverlapsTheRegistration) {
  HistoryBuilder told;
  Call& registration = told.registers(ada, active("1"));
  registration.returned = registration.invoked + std::chrono::milliseconds(12);
  told.logs_in(ada, no(Failure::Kind::not_found));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 0U);
}

TEST(LoginAfterAck, CountsFromTheAttemptThatWasAcknowledged) {
  HistoryBuilder told;
  told.registers(ada, no(Failure::Kind::ambiguous));
  told.logs_in(ada, no(Failure::Kind::not_found));
  told.registers(ada, active("1")).attempt = 2;
  told.logs_in(ada, session_of("1"));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 1U);
}

TEST(LoginAfterAck, LearnsNothingFromAWrongPassword) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.logs_in_wrongly(ada, no(Failure::Kind::bad_password));
  EXPECT_EQ(told.judged(promise).judged, 0U);
}

TEST(LoginAfterAck, AcceptsSilenceInTheStorm) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.logs_in(ada, no(Failure::Kind::unavailable));
  never_returned(told.logs_in(ada, session_of("1")));
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 0U);
}

TEST(LoginAfterAck, RejectsSilenceAtTheEndOfTheCalm) {
  for (const Failure::Kind kind : {Failure::Kind::unavailable, Failure::Kind::ambiguous}) {
    HistoryBuilder told;
    told.registers(ada, active("1"));
    told.logs_in(ada, no(kind)).probe = true;
    const Finding finding = told.judged(promise);
    EXPECT_EQ(finding.judged, 1U);
    ASSERT_EQ(finding.violations.size(), 1U);
    EXPECT_EQ(finding.violations[0].detail,
              "Ada (+49151111111) was told to be registered as 1, but a login still has no answer "
              "in the calm.");
  }
}

TEST(LoginAfterAck, AcceptsSilenceInTheCalmThatEnds) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(eve, active("2"));
  told.logs_in(ada, no(Failure::Kind::ambiguous)).probe = true;
  told.logs_in(eve, no(Failure::Kind::ambiguous)).probe = true;
  told.logs_in(ada, session_of("1")).probe = true;
  told.logs_in(eve, session_of("2")).probe = true;
  const Finding finding = told.judged(promise);
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 2U);
}

}  // namespace
}  // namespace rollcall::properties
