#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

constexpr Promise promise = Promise::unique_phones;

TEST(UniquePhones, AcceptsOneUserForOnePhone) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, no(Failure::Kind::phone_taken));
  told.registers(eve, active("2"));
  const Finding finding = told.judged(promise, {row(1, ada), row(2, eve)});
  EXPECT_TRUE(finding.violations.empty());
  EXPECT_EQ(finding.judged, 2U) << "two phones were asked for";
}

TEST(UniquePhones, RejectsTwoRowsForOnePhone) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, no(Failure::Kind::ambiguous));
  const Finding finding = told.judged(promise, {row(1, ada), row(2, bob)});
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, ada.id);
  EXPECT_EQ(finding.violations[0].detail,
            "+49151111111 stands in two rows: 1 is Ada, and 2 is Bob.");
}

TEST(UniquePhones, RejectsTwoRowsForAPhoneThatNobodyAskedFor) {
  const Finding finding = HistoryBuilder().judged(promise, {row(1, ada), row(2, bob)});
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, OperationId{});
  EXPECT_FALSE(finding.violations[0].acknowledged);
}

TEST(UniquePhones, RejectsTwoAcknowledgementsUnderDifferentKeys) {
  HistoryBuilder told;
  const MonotonicTime first = *told.registers(bob, active("1")).returned;
  told.registers(ada, active("2"));
  const Finding finding = told.judged(promise, {row(1, bob)});
  ASSERT_EQ(finding.violations.size(), 1U);
  EXPECT_EQ(finding.violations[0].operation, bob.id) << "the earlier promise is the broken one";
  EXPECT_EQ(finding.violations[0].acknowledged, first);
  EXPECT_EQ(finding.violations[0].detail,
            "Bob was told that +49151111111 is theirs, and then Ada was told the same.");
}

TEST(UniquePhones, AcceptsTwoAcknowledgementsUnderOneKey) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(ada, active("1")).attempt = 2;
  EXPECT_TRUE(told.judged(promise, {row(1, ada)}).violations.empty());
}

TEST(UniquePhones, AcceptsARivalWhoWasToldNothing) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  never_returned(told.registers(bob, active("2")));
  EXPECT_TRUE(told.judged(promise, {row(1, ada)}).violations.empty());
}

TEST(UniquePhones, CountsEveryAcknowledgementAfterTheFirst) {
  const Person third{{4, 1}, "Cat", ada.phone};
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(bob, active("2"));
  told.registers(third, active("3"));
  EXPECT_EQ(told.judged(promise, {row(1, ada)}).violations.size(), 2U);
}

}  // namespace
}  // namespace rollcall::properties
