#include "properties/verdict.h"

#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

using std::chrono::milliseconds;

constexpr Exposure up_to_two_seconds{
    .promise = Promise::no_lost_users,
    .threat = Threat::redis_machine_lost,
    .text = "up to 2 s of sign-ups if Redis loses power",
    .covers = [](const Exposed& exposed) {
      return exposed.acknowledged && *exposed.acknowledged <= exposed.threat &&
             exposed.threat - *exposed.acknowledged <= std::chrono::seconds(2);
    }};
constexpr Exposure anything_after_a_kill{.promise = Promise::no_lost_users,
                                         .threat = Threat::app_killed,
                                         .text = "sign-ups in flight if the app is killed",
                                         .covers = [](const Exposed&) { return true; }};
constexpr Exposure of_another_promise{.promise = Promise::right_user,
                                      .threat = Threat::redis_killed,
                                      .text = "anything",
                                      .covers = [](const Exposed&) { return true; }};
constexpr Exposure exposures[] = {of_another_promise, up_to_two_seconds, anything_after_a_kill};

/// Ada was acknowledged at 15 ms and Eve at 25 ms; only `users` are there at the end.
Judgement judged(std::vector<UserRow> users, std::vector<Happened> happened) {
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(eve, active("2"));
  const Contents contents{.users = std::move(users), .hashes = {}, .strings = {}};
  return judge(property_of(Promise::no_lost_users), {told.history(), contents},
               {.exposures = exposures}, Knobs({}), happened);
}

TEST(Verdict, HoldsWhenObligationsWereJudgedAndNoneIsViolated) {
  const Judgement judgement = judged({row(1, ada), row(2, eve)}, {});
  EXPECT_EQ(judgement.verdict, Verdict::holds);
  EXPECT_EQ(judgement.judged, 2U);
  EXPECT_EQ(judgement.detail, "");
}

TEST(Verdict, IsNotJudgedWhenThereWasNothingToJudge) {
  const History history;
  const Contents contents;
  const Judgement judgement =
      judge(property_of(Promise::no_lost_users), {history, contents}, {}, Knobs({}), {});
  EXPECT_EQ(judgement.verdict, Verdict::not_judged);
  EXPECT_EQ(judgement.detail, "nothing to judge: there were no acknowledged registrations");
}

TEST(Verdict, IsBrokenWithoutTheThreat) {
  const Judgement judgement = judged({row(1, ada)}, {});
  EXPECT_EQ(judgement.verdict, Verdict::broken);
  EXPECT_EQ(judgement.detail, judgement.violations[0].detail);
  EXPECT_TRUE(judgement.exposures.empty());
}

TEST(Verdict, IsBrokenUnderAThreatThatTheContractDoesNotName) {
  const MonotonicTime when(milliseconds(500));
  EXPECT_EQ(judged({row(1, ada)}, {{Threat::redis_killed, when}}).verdict, Verdict::broken);
  EXPECT_EQ(judged({row(1, ada)}, {{Threat::app_paused, when}}).verdict, Verdict::broken);
}

TEST(Verdict, IsBrokenOutsideOfWhatTheExposureCovers) {
  const MonotonicTime too_late(milliseconds(2026));
  EXPECT_EQ(judged({row(1, ada)}, {{Threat::redis_machine_lost, too_late}}).verdict,
            Verdict::broken);
}

TEST(Verdict, IsWithinTheContractWhenEveryViolationIsCovered) {
  const MonotonicTime power_loss(milliseconds(525));
  const Judgement judgement = judged({}, {{Threat::redis_machine_lost, power_loss}});
  EXPECT_EQ(judgement.verdict, Verdict::within_contract);
  EXPECT_EQ(judgement.violations.size(), 2U);
  EXPECT_EQ(judgement.exposures, std::vector<Used>({{up_to_two_seconds.text, milliseconds(510)}}))
      << "Ada's is the farther one";
}

TEST(Verdict, IsBrokenWhenOneViolationOfSeveralIsNotCovered) {
  const MonotonicTime power_loss(milliseconds(2020));
  const Judgement judgement = judged({}, {{Threat::redis_machine_lost, power_loss}});
  EXPECT_EQ(judgement.verdict, Verdict::broken);
  EXPECT_EQ(judgement.detail,
            "Ada (+49151111111) was told to be registered as 1, but no row has that phone.")
      << "Eve's loss is covered, Ada's is too old";
}

TEST(Verdict, NamesEveryExposureThatWasUsed) {
  const Judgement judgement =
      judged({}, {{Threat::redis_machine_lost, MonotonicTime(milliseconds(20))},
                  {Threat::app_killed, MonotonicTime(milliseconds(5))}});
  EXPECT_EQ(judgement.verdict, Verdict::within_contract);
  EXPECT_EQ(judgement.exposures,
            std::vector<Used>({{up_to_two_seconds.text, milliseconds(5)},
                               {anything_after_a_kill.text, milliseconds(-20)}}));
}

TEST(Verdict, AnExposureMayBelongToASetting) {
  static constexpr std::string_view words[] = {"full", "normal"};
  static constexpr Knob knobs[] = {
      {.name = "synchronous", .unit = Knob::Unit::word, .fallback = "full", .words = words}};
  static constexpr Exposure unsynced[] = {{.promise = Promise::no_lost_users,
                                           .threat = Threat::app_machine_lost,
                                           .text = "all that was not synced",
                                           .covers = [](const Exposed&) { return true; },
                                           .only_with = {"synchronous", "normal"}}};
  HistoryBuilder told;
  told.registers(ada, active("1"));
  Knobs options(knobs);
  const auto verdict = [&] {
    return judge(property_of(Promise::no_lost_users), {told.history(), Contents{}},
                 {.exposures = unsynced}, options,
                 std::vector<Happened>{{Threat::app_machine_lost, MonotonicTime(milliseconds(20))}})
        .verdict;
  };
  EXPECT_EQ(verdict(), Verdict::broken);
  ASSERT_TRUE(options.set("synchronous", "normal"));
  EXPECT_EQ(verdict(), Verdict::within_contract);
}

TEST(Verdict, TellsATextOnceHoweverManyThreatsHaveIt) {
  static constexpr Exposure twice[] = {up_to_two_seconds,
                                       {.promise = Promise::no_lost_users,
                                        .threat = Threat::app_killed,
                                        .text = up_to_two_seconds.text,
                                        .covers = [](const Exposed&) { return true; }}};
  HistoryBuilder told;
  told.registers(ada, active("1"));
  told.registers(eve, active("2"));
  const Judgement judgement =
      judge(property_of(Promise::no_lost_users), {told.history(), Contents{}}, {.exposures = twice},
            Knobs({}),
            std::vector<Happened>{{Threat::redis_machine_lost, MonotonicTime(milliseconds(20))},
                                  {Threat::app_killed, MonotonicTime(milliseconds(80))}});
  EXPECT_EQ(judgement.exposures, std::vector<Used>({{up_to_two_seconds.text, milliseconds(55)}}));
}

TEST(Verdict, AnExposureMayNeedTwoThreats) {
  static constexpr Threat ends[] = {Threat::app_killed, Threat::app_machine_lost};
  static constexpr Exposure both[] = {
      {.promise = Promise::no_lost_users,
       .threat = Threat::redis_killed,
       .text = "both",
       .covers = [](const Exposed& exposed) { return *exposed.besides > *exposed.acknowledged; },
       .besides = ends}};
  HistoryBuilder told;
  told.registers(ada, active("1"));  // acknowledged at 15 ms
  const auto verdict = [&](std::vector<Happened> happened) {
    return judge(property_of(Promise::no_lost_users), {told.history(), Contents{}},
                 {.exposures = both}, Knobs({}), happened)
        .verdict;
  };
  const Happened redis{Threat::redis_killed, MonotonicTime(milliseconds(20))};
  const auto app = [](Threat threat, int ms) {
    return Happened{threat, MonotonicTime(milliseconds(ms))};
  };
  EXPECT_EQ(verdict({redis}), Verdict::broken) << "one alone is not enough";
  EXPECT_EQ(verdict({app(Threat::app_killed, 30)}), Verdict::broken) << "nor the other";
  EXPECT_EQ(verdict({redis, app(Threat::app_paused, 30)}), Verdict::broken);
  EXPECT_EQ(verdict({redis, app(Threat::app_killed, 10)}), Verdict::broken) << "too early";
  EXPECT_EQ(verdict({redis, app(Threat::app_killed, 10), app(Threat::app_machine_lost, 30)}),
            Verdict::within_contract);
}

TEST(Verdict, MeasuresFromTheNearestThreat) {
  const Judgement judgement =
      judged({row(2, eve)}, {{Threat::redis_machine_lost, MonotonicTime(milliseconds(900))},
                             {Threat::redis_machine_lost, MonotonicTime(milliseconds(40))}});
  EXPECT_EQ(judgement.exposures, std::vector<Used>({{up_to_two_seconds.text, milliseconds(25)}}));
}

}  // namespace
}  // namespace rollcall::properties
