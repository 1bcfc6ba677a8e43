#include "engine/group_commit.h"

#include <gtest/gtest.h>

#include <atomic>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

class GroupCommitTest : public WithDatabase {
 protected:
  std::unique_ptr<UserStore> open_store() {
    auto store = UserStore::open(
        host_, {.database = database_settings(), .connections = 2, .connection_wait = 50ms});
    EXPECT_TRUE(store.has_value()) << store.error().reason;
    return std::move(*store);
  }
  /// Users 0, 1, 2, ...: all different.
  static NewUser user(std::size_t number) {
    const std::string text = std::to_string(number);
    return {.idempotency_key = "key " + text,
            .phone = "+49309018" + std::to_string(100 + number),
            .name = "User " + text,
            .password_hash = "h"};
  }
  /// Adds user 0, and while its transaction is decided but nobody told, all `others`, who are then
  /// in the queue together. The answers: of user 0, then of the others.
  std::vector<Reply<Registered>> add_behind_one(GroupCommit& writer,
                                                const std::vector<NewUser>& others) {
    std::atomic<bool> leader_waits = false;
    std::atomic<std::size_t> begun = 0;
    host_.at(step::batch_decided, [&] {
      host_.at(step::batch_decided, nullptr);
      leader_waits = true;
      while (begun < others.size()) host_.sleep_for(1ms);
      host_.sleep_for(20ms);  // from their beginning into the queue
    });
    std::vector<Reply<Registered>> answers(others.size() + 1, fail(ambiguous, "none"));
    host_.at_once(answers.size(), [&](std::size_t i) {
      if (i > 0) {
        while (!leader_waits) host_.sleep_for(1ms);
        ++begun;
      }
      answers[i] = writer.add(i == 0 ? user(0) : others[i - 1]);
    });
    return answers;
  }

  std::unique_ptr<UserStore> store_ = open_store();
  GroupCommit::Settings settings_{.batch_max = 10, .gather = {}, .queue_max = 100, .retry = {}};
};

TEST_F(GroupCommitTest, AloneItIsOneCommit) {
  GroupCommit writer(host_, *store_, settings_);
  EXPECT_EQ(writer.add(user(1)), (Registered{.handle = "1", .status = UserStatus::active}));
  EXPECT_EQ(writer.add(user(2))->handle, "2");
  EXPECT_EQ(host_.count(step::batch_decided), 2U);
}

TEST_F(GroupCommitTest, WhoWaitsSharesOneTransaction) {
  GroupCommit writer(host_, *store_, settings_);
  const std::size_t before = host_.count(step::sqlite_committed);
  const auto answers = add_behind_one(writer, {user(1), user(2), user(3)});
  for (const auto& answer : answers) EXPECT_TRUE(answer.has_value());
  EXPECT_EQ(host_.count(step::sqlite_committed) - before, 2U);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "4");
}

TEST_F(GroupCommitTest, ABatchHasItsLimit) {
  settings_.batch_max = 2;
  GroupCommit writer(host_, *store_, settings_);
  const std::size_t before = host_.count(step::sqlite_committed);
  const auto answers = add_behind_one(writer, {user(1), user(2), user(3)});
  for (const auto& answer : answers) EXPECT_TRUE(answer.has_value());
  EXPECT_EQ(host_.count(step::sqlite_committed) - before, 3U);
}

TEST_F(GroupCommitTest, AMemberThatIsRefusedDoesNotTouchItsNeighbours) {
  GroupCommit writer(host_, *store_, settings_);
  NewUser rival = user(0);
  rival.idempotency_key = "another";
  NewUser homeless = user(2);
  homeless.organization_id = 99;
  NewUser thief = user(4);
  thief.idempotency_key = user(0).idempotency_key;
  const auto answers = add_behind_one(writer, {rival, user(1), homeless, user(3), thief});
  EXPECT_EQ(answers[1].error().kind, phone_taken);
  EXPECT_EQ(answers[3].error().kind, invalid);
  EXPECT_EQ(answers[5].error().kind, invalid);
  EXPECT_TRUE(answers[0] && answers[2] && answers[4]);
  EXPECT_EQ(ask("SELECT group_concat(name) FROM (SELECT name FROM users ORDER BY name)"),
            "User 0,User 1,User 3");
}

TEST_F(GroupCommitTest, TwoOfOneBatchWithOnePhoneAreOneUser) {
  GroupCommit writer(host_, *store_, settings_);
  NewUser rival = user(1);
  rival.idempotency_key = "another";
  NewUser again = user(1);
  const auto answers = add_behind_one(writer, {user(1), rival, again});
  // The queue's order decides who has it: the two tries of one get one answer, the rival another.
  EXPECT_EQ(answers[1], answers[3]);
  EXPECT_NE(answers[1].has_value(), answers[2].has_value());
}

TEST_F(GroupCommitTest, WhoFindsTheQueueFullIsRefusedAtOnceAndNothingIsWritten) {
  settings_.queue_max = 2;
  GroupCommit writer(host_, *store_, settings_);
  const auto answers = add_behind_one(writer, {user(1), user(2), user(3), user(4)});
  const auto refused = std::ranges::count_if(answers, [](const auto& answer) { return !answer; });
  // The leader has left the queue before it tells anybody, at the latest.
  EXPECT_GE(refused, 2);
  for (const auto& answer : answers) {
    EXPECT_TRUE(answer || answer.error().kind == unavailable);
  }
  EXPECT_EQ(host_.count(step::register_refused), static_cast<std::size_t>(refused));
  EXPECT_EQ(ask("SELECT count(*) FROM users"), std::to_string(5 - refused));
  EXPECT_TRUE(writer.add(user(9)).has_value()) << "there is room again";
}

TEST_F(GroupCommitTest, WithoutATryLeftABusyDatabaseFailsTheWholeBatch) {
  GroupCommit writer(host_, *store_, settings_);
  {
    const OutsideWriter outside(connect());
    EXPECT_EQ(writer.add(user(1)).error().kind, unavailable);
  }
  EXPECT_EQ(writer.add(user(1))->handle, "1");
}

TEST_F(GroupCommitTest, ABusyDatabaseIsTriedAgain) {
  settings_.retry = {.tries = 50, .first_pause = 1ms, .longest_pause = 5ms};
  GroupCommit writer(host_, *store_, settings_);
  auto outside = std::make_unique<OutsideWriter>(connect());
  host_.at(step::sqlite_busy, [&] {
    if (host_.count(step::sqlite_busy) == 3) outside.reset();
  });
  EXPECT_EQ(writer.add(user(1)), (Registered{.handle = "1", .status = UserStatus::active}));
  EXPECT_EQ(host_.count(step::sqlite_busy), 3U);
}

TEST_F(GroupCommitTest, ALeaderThatDiesHandsOverAndItsCommitIsFoundAgain) {
  GroupCommit writer(host_, *store_, settings_);
  host_.at(step::batch_decided, [&] {
    host_.at(step::batch_decided, nullptr);
    host_.sleep_for(20ms);
    throw KilledAtStep();
  });
  std::vector<Reply<Registered>> answers(4, fail(ambiguous, "none"));
  host_.at_once(answers.size(), [&](std::size_t i) { answers[i] = writer.add(user(i)); });
  EXPECT_EQ(std::ranges::count_if(answers, [](const auto& answer) { return answer.has_value(); }),
            3);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "4");
}

TEST_F(GroupCommitTest, ManyAtOnceAllHaveTheirOwnAnswer) {
  settings_ = {.batch_max = 16, .gather = 1ms, .queue_max = 500, .retry = {.tries = 3}};
  GroupCommit writer(host_, *store_, settings_);
  std::vector<Reply<Registered>> answers(200, fail(ambiguous, "none"));
  host_.at_once(answers.size(), [&](std::size_t i) { answers[i] = writer.add(user(i)); });
  for (std::size_t i = 0; i < answers.size(); ++i) {
    ASSERT_TRUE(answers[i].has_value()) << answers[i].error().reason;
    EXPECT_EQ(store_->find_by_phone(user(i).phone)->user.handle, answers[i]->handle);
  }
  EXPECT_LT(host_.count(step::batch_decided), 200U);
}

}  // namespace
}  // namespace rollcall
