#include <gtest/gtest.h>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

/// What the document's snippets do, the good and the bad. The bad is what the sketch is for.
class HybridSketchTest : public WithStores {
 protected:
  std::unique_ptr<Engine> open_sketch() {
    return open("hybrid-sketch", {{"busy_timeout", "20ms"}, {"retry_delay", "20ms"}});
  }
  /// Until released, the worker stands still where it has taken a registration.
  void hold_worker() {
    held_ = true;
    host_.at(step::sync_taken, [this] {
      while (held_) host_.sleep_for(std::chrono::milliseconds(1));
    });
  }
  void release_worker() { held_ = false; }
  void TearDown() override { release_worker(); }

  std::atomic<bool> held_ = false;
  std::unique_ptr<Engine> engine_ = open_sketch();
};

TEST_F(HybridSketchTest, AcknowledgesAPendingUserBeforeSqliteHasIt) {
  hold_worker();
  const auto registered = engine_->register_user(anna());
  EXPECT_EQ(registered, (Registered{.handle = "1", .status = UserStatus::pending}));
  EXPECT_EQ(host_.count(step::register_acknowledged), 1U);
  EXPECT_EQ(redis({"HMGET", "user:1", "id", "phone", "name", "password_hash", "organization_id",
                   "status"}),
            "1 +4930901820 Anna plain:secret-a 1 pending");
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "0");
  EXPECT_EQ(redis({"EXISTS", "lock:phone:+4930901820"}), "0");
  EXPECT_EQ(engine_->find("1").error().kind, not_found);
}

TEST_F(HybridSketchTest, TheWorkerMakesItActive) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  ASSERT_TRUE(host_.wait_for(step::sync_completed));
  EXPECT_EQ(redis({"HMGET", "user:1", "id", "status"}), "1 active");
  EXPECT_EQ(redis({"GET", "user:phone:+4930901820"}), "1");
  EXPECT_EQ(host_.count(step::sync_committed), 1U);
}

TEST_F(HybridSketchTest, AHeldLockMakesItUnavailable) {
  (void)redis({"SET", "lock:phone:+4930901820", "somebody"});
  EXPECT_EQ(engine_->register_user(anna()).error().kind, unavailable);
  EXPECT_EQ(redis({"GET", "lock:phone:+4930901820"}), "somebody");
}

TEST_F(HybridSketchTest, WithoutRedisNobodyIsRegistered) {
  server_->kill();
  EXPECT_EQ(engine_->register_user(anna()).error().kind, unavailable);
}

TEST_F(HybridSketchTest, ABusyDatabaseIsTriedAgain) {
  {
    const OutsideWriter writer(connect());
    ASSERT_TRUE(engine_->register_user(anna()).has_value());
    ASSERT_TRUE(host_.wait_for(step::sync_postponed));
  }
  EXPECT_TRUE(host_.wait_for(step::sync_completed));
  EXPECT_EQ(engine_->find("1")->name, "Anna");
}

TEST_F(HybridSketchTest, AnOrderlyShutdownDrainsTheQueue) {
  hold_worker();
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  ASSERT_TRUE(engine_->register_user(bert()).has_value());
  release_worker();
  engine_.reset();
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "2");
}

TEST_F(HybridSketchTest, WhatIsQueuedDiesWithTheProcess) {
  host_.kill_at(step::sync_taken);  // the worker's task ends; nobody else looks at the queue
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  ASSERT_TRUE(host_.wait_for(step::sync_taken));
  engine_.reset();
  host_.at(step::sync_taken, nullptr);
  engine_ = open_sketch();
  host_.sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "0");
  EXPECT_EQ(redis({"HGET", "user:1", "status"}), "pending");
}

TEST_F(HybridSketchTest, ARedisErrorAfterTheCommitEndsInTheDeletionOfTheUser) {
  // The hash is a string for a moment: HSET fails, as it does while Redis loads or is full.
  host_.at(step::sync_committed, [&] { (void)redis({"SET", "user:1", "in the way"}); });
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  ASSERT_TRUE(host_.wait_for(step::sync_refused));
  engine_.reset();
  EXPECT_EQ(ask("SELECT name FROM users"), "Anna");
  EXPECT_EQ(redis({"KEYS", "user:[1-9p]*"}), "");
}

TEST_F(HybridSketchTest, TwoAcknowledgedForOnePhoneEndAsOne) {
  hold_worker();
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  RegisterRequest rival = bert();
  rival.phone = anna().phone;
  EXPECT_TRUE(engine_->register_user(rival).has_value()) << "the lock ended with the first reply";
  release_worker();
  ASSERT_TRUE(host_.wait_for(step::sync_refused));
  EXPECT_EQ(ask("SELECT group_concat(name) FROM users"), "Anna");
  EXPECT_EQ(redis({"EXISTS", "user:2"}), "0");
}

TEST_F(HybridSketchTest, ATemporaryIdIsReadAsTheRealIdOfSomebodyElse) {
  add_row("+4930901829", "Old", "plain:old");
  hold_worker();
  ASSERT_EQ(engine_->register_user(anna())->handle, "1");
  EXPECT_EQ(engine_->find("1")->name, "Old");
  release_worker();
}

TEST_F(HybridSketchTest, HalfAHashIsCompletedFromSqliteByTheIdItCarries) {
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  ASSERT_TRUE(host_.wait_for(step::sync_completed));
  (void)redis({"HDEL", "user:1", "password_hash"});
  EXPECT_EQ(engine_->login(anna().phone, "").error().kind, bad_password);
  EXPECT_TRUE(engine_->login(anna().phone, "secret-a").has_value());
}

TEST_F(HybridSketchTest, NoticesAtItsReleaseThatTheLockHadExpired) {
  host_.at(step::register_queued, [&] { (void)redis({"DEL", "lock:phone:+4930901820"}); });
  ASSERT_TRUE(engine_->register_user(anna()).has_value());
  EXPECT_EQ(host_.count(step::lock_expired), 1U);
}

}  // namespace
}  // namespace rollcall
