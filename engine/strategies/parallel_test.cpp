#include <gtest/gtest.h>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

class ParallelTest : public WithStores {
 protected:
  std::unique_ptr<Engine> engine_ = open("parallel", {{"busy_timeout", "20ms"}});
};

TEST_F(ParallelTest, RedisHasItsDraftBeforeSqliteHasCommitted) {
  host_.at(step::sqlite_committed, [&] {
    EXPECT_EQ(host_.count(step::register_drafted), 1U);
    while (redis({"KEYS", "draft:*"}).empty()) host_.sleep_for(1ms);
  });
  const auto registered = engine_->register_user(anna());
  EXPECT_EQ(registered, (Registered{.handle = "1", .status = UserStatus::active}));
  EXPECT_EQ(redis({"HMGET", "user:1", "id", "name", "status"}), "1 Anna active");
  EXPECT_EQ(redis({"KEYS", "draft:*"}), "");
}

TEST_F(ParallelTest, ADraftGivesItsConnectionBackBeforeItIsPublished) {
  engine_ = open("parallel", {{"redis_pool", "1"}});
  EXPECT_TRUE(engine_->register_user(anna()).has_value());
  EXPECT_EQ(host_.count(step::redis_pool_exhausted), 0U);
  EXPECT_EQ(redis({"KEYS", "draft:*"}), "");
}

TEST_F(ParallelTest, RedisIsWrittenWhileTheWriteLockIsFree) {
  for (const Step& step : {step::register_drafted, step::register_published}) {
    host_.at(step, [&] { const OutsideWriter outside(connect()); });
  }
  EXPECT_TRUE(engine_->register_user(anna()).has_value());
}

TEST_F(ParallelTest, ARefusedOrFailedRegistrationLeavesNothing) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  RegisterRequest rival = anna();
  rival.idempotency_key = "another";
  rival.name = "Rival";
  EXPECT_EQ(engine_->register_user(rival).error().kind, phone_taken);
  {
    const OutsideWriter outside(connect());
    EXPECT_EQ(engine_->register_user(bert()).error().kind, unavailable);
  }
  EXPECT_EQ(redis({"DBSIZE"}), "2");
  EXPECT_EQ(redis({"HGET", "user:1", "name"}), "Anna");
  EXPECT_EQ(redis({"GET", "user:phone:+4930901820"}), "1");
}

TEST_F(ParallelTest, AskedAgainItGivesTheSameAnswerAndTheCopyIsWhole) {
  const auto first = engine_->register_user(anna());
  (void)redis({"FLUSHALL"});
  EXPECT_EQ(engine_->register_user(anna()), first);
  EXPECT_EQ(redis({"HMGET", "user:1", "id", "name", "status"}), "1 Anna active");
}

TEST_F(ParallelTest, WithoutRedisItRegistersAllTheSame) {
  server_->kill();
  EXPECT_EQ(engine_->register_user(anna())->handle, "1");
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, "1");
}

TEST_F(ParallelTest, KilledAtAnyStepTheRetryOfTheSameRequestSucceedsOnce) {
  for (const Step& step : {step::register_received, step::register_hashed, step::register_drafted,
                           step::sqlite_committed, step::register_published}) {
    RegisterRequest request = anna();
    request.idempotency_key = step.name;
    request.phone += std::to_string(host_.steps().size());
    host_.kill_at(step);
    EXPECT_THROW(std::ignore = engine_->register_user(request), KilledAtStep) << step.name;
    host_.at(step, nullptr);
    engine_ = open("parallel");
    const auto again = engine_->register_user(request);
    ASSERT_TRUE(again.has_value()) << step.name << ": " << again.error().reason;
    EXPECT_EQ(engine_->login(request.phone, request.password)->user, again->handle);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "5");
}

}  // namespace
}  // namespace rollcall
