#include <gtest/gtest.h>

#include <tuple>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

class WriteThroughTest : public WithStores {
 protected:
  std::unique_ptr<Engine> engine_ = open("write-through", {{"busy_timeout", "20ms"}});
};

TEST_F(WriteThroughTest, AcknowledgesAfterTheCommitAndTheCache) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  const std::vector<std::string> expected = {
      "sqlite.committed", "register.received",  "register.hashed", "register.checked",
      "sqlite.committed", "register.committed", "register.cached"};
  EXPECT_EQ(host_.steps(), expected);
  EXPECT_EQ(ask("SELECT password_hash FROM users WHERE phone = '+4930901820'"), "plain:secret-a");
  EXPECT_EQ(redis({"GET", "user:phone:+4930901820"}), "1");
  EXPECT_EQ(redis({"HMGET", "user:1", "name", "password_hash"}), "Anna nil");
}

TEST_F(WriteThroughTest, TheSameKeyGetsTheSameAnswerWithAndWithoutTheCache) {
  const auto first = engine_->register_user(anna());
  EXPECT_EQ(engine_->register_user(anna()), first);
  (void)redis({"FLUSHALL"});
  EXPECT_EQ(engine_->register_user(anna()), first);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(WriteThroughTest, AKeyThatWasUsedForAnotherRequestIsInvalid) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  RegisterRequest other = bert();
  other.idempotency_key = anna().idempotency_key;
  EXPECT_EQ(engine_->register_user(other).error().kind, invalid);
}

TEST_F(WriteThroughTest, AnotherProgramsWriteLockMakesItUnavailable) {
  {
    const OutsideWriter writer(connect());
    EXPECT_EQ(engine_->register_user(anna()).error().kind, unavailable);
  }
  EXPECT_EQ(redis({"DBSIZE"}), "0") << "nothing is copied that was not committed";
  EXPECT_TRUE(engine_->register_user(anna()).has_value());
}

TEST_F(WriteThroughTest, RedisIsAskedAndWrittenWhileTheWriteLockIsFree) {
  for (const Step& step :
       {step::register_checked, step::register_committed, step::register_cached}) {
    host_.at(step, [&] { const OutsideWriter outside(connect()); });
  }
  EXPECT_TRUE(engine_->register_user(anna()).has_value());
}

TEST_F(WriteThroughTest, AnUnknownOrganizationIsInvalid) {
  RegisterRequest request = anna();
  request.organization_id = 99;
  EXPECT_EQ(engine_->register_user(request).error().kind, invalid);
}

TEST_F(WriteThroughTest, WithoutRedisItServesTheSame) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  server_->kill();
  ASSERT_TRUE(engine_->register_user(bert()).has_value());
  EXPECT_EQ(engine_->find("1").value_or(User{}).name, "Anna");
  EXPECT_EQ(engine_->find("2").value_or(User{}).name, "Bert");
  EXPECT_TRUE(engine_->login(anna().phone, "secret-a").has_value());
  RegisterRequest rival = bert();
  rival.idempotency_key = "another";
  EXPECT_EQ(engine_->register_user(rival).error().kind, phone_taken);
}

TEST_F(WriteThroughTest, ReadsTheCacheFirstAndFillsIt) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  (void)redis({"FLUSHALL"});
  EXPECT_EQ(engine_->find("1").value_or(User{}).name, "Anna");
  EXPECT_EQ(redis({"HGET", "user:1", "name"}), "Anna");
  (void)redis({"HSET", "user:1", "name", "cached Anna"});
  EXPECT_EQ(engine_->find("1")->name, "cached Anna");
}

TEST_F(WriteThroughTest, ACacheThatLiesAboutAPhoneIsNotBelieved) {
  (void)redis({"SET", "user:phone:+4930901820", "7"});
  (void)redis({"HSET", "user:7", "id", "7", "phone", "+4930901820", "name", "Ghost",
               "organization_id", "1", "status", "active", "password_hash", "plain:boo"});
  EXPECT_EQ(engine_->login(anna().phone, "boo").error().kind, not_found);
  EXPECT_EQ(engine_->find_by_phone(anna().phone).error().kind, not_found);
  const auto registered = engine_->register_user(anna());
  ASSERT_TRUE(registered.has_value()) << registered.error().reason;
  EXPECT_EQ(engine_->login(anna().phone, "boo").error().kind, bad_password);
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, registered->handle);
  EXPECT_EQ(redis({"GET", "user:phone:+4930901820"}), registered->handle);
}

TEST_F(WriteThroughTest, KilledAtAnyStepTheRetryOfTheSameRequestSucceedsOnce) {
  for (const Step& step :
       {step::register_received, step::register_hashed, step::register_checked,
        step::sqlite_committed, step::register_committed, step::register_cached}) {
    RegisterRequest request = anna();
    request.idempotency_key = step.name;
    request.phone += std::to_string(host_.steps().size());
    host_.kill_at(step);
    EXPECT_THROW(std::ignore = engine_->register_user(request), KilledAtStep) << step.name;
    host_.at(step, nullptr);
    engine_ = open("write-through");
    const auto again = engine_->register_user(request);
    ASSERT_TRUE(again.has_value()) << step.name << ": " << again.error().reason;
    EXPECT_EQ(engine_->login(request.phone, request.password)->user, again->handle);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "6");
}

}  // namespace
}  // namespace rollcall
