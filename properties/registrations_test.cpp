#include "properties/registrations.h"

#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

TEST(Registrations, AreFoundByTheirOperation) {
  HistoryBuilder told;
  told.registers(eve, active("2"));
  told.registers(ada, active("1"));
  told.logs_in(ada, session_of("1"));
  const Registrations registrations(told.history());
  ASSERT_EQ(registrations.all().size(), 2U);
  EXPECT_EQ(registrations.find(ada.id)->name, "Ada");
  EXPECT_EQ(registrations.find(eve.id)->name, "Eve");
  EXPECT_EQ(registrations.find(bob.id), nullptr);
}

TEST(Registrations, AreAcknowledgedWhenTheFirstSuccessReturns) {
  HistoryBuilder told;
  told.registers(ada, active("late")).returned = MonotonicTime(std::chrono::seconds(9));
  const MonotonicTime when = *told.registers(ada, active("early")).returned;
  const Registrations registrations(told.history());
  EXPECT_EQ(registrations.find(ada.id)->acknowledged, when);
  EXPECT_EQ(registrations.find(ada.id)->handle, "early");
}

TEST(Registrations, AreRefusedOnlyWhenNoAttemptCanHaveBeenDone) {
  const auto refused = [](std::initializer_list<Failure::Kind> answers) {
    HistoryBuilder told;
    for (const Failure::Kind kind : answers) told.registers(ada, no(kind));
    return Registrations(told.history()).find(ada.id)->refused;
  };
  EXPECT_TRUE(refused({Failure::Kind::phone_taken}));
  EXPECT_TRUE(refused({Failure::Kind::unavailable, Failure::Kind::phone_taken}));
  EXPECT_FALSE(refused({Failure::Kind::unavailable})) << "nobody said that the phone is taken";
  EXPECT_FALSE(refused({Failure::Kind::ambiguous, Failure::Kind::phone_taken}));
}

TEST(RegistrationsDeathTest, NoCallHasAnAnswerAndNeverReturned) {
  HistoryBuilder told;
  told.registers(ada, active("1")).returned.reset();
  EXPECT_DEATH(Registrations(told.history()), "never returned");
}

TEST(Registrations, OfAPhoneAreOrderedByTheirAcknowledgement) {
  const Person cat{{0, 1}, "Cat", ada.phone};
  HistoryBuilder told;
  told.registers(cat, no(Failure::Kind::ambiguous));
  told.registers(eve, active("1"));
  told.registers(bob, active("2"));
  told.registers(ada, active("3"));
  std::vector<std::string_view> names;
  const Registrations registrations(told.history());
  for (const Registration* one : registrations.by_phone()) names.push_back(one->name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"Bob", "Ada", "Cat", "Eve"}));
}

}  // namespace
}  // namespace rollcall::properties
