#include "engine/sync_worker.h"

#include <gtest/gtest.h>

#include <atomic>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

class SyncWorkerTest : public WithStores {
 protected:
  SyncWorkerTest() {
    auto opened = UserStore::open(
        host_, {.database = database_settings(), .connections = 4, .connection_wait = 1s});
    EXPECT_TRUE(opened.has_value()) << opened.error().reason;
    store_ = std::move(*opened);
  }
  static PendingUser user(std::size_t number) {
    const std::string text = std::to_string(number);
    return {.handle = "h" + text,
            .user = {.idempotency_key = "key " + text,
                     .phone = "+49309018" + std::to_string(100 + number),
                     .name = "User " + text,
                     .password_hash = "h"}};
  }
  std::unique_ptr<SyncWorker> work(const SyncWorker::Settings& settings) {
    return std::make_unique<SyncWorker>(host_, *store_, users_, settings);
  }
  bool gets_stored(const Handle& handle) {
    return host_.becomes_true([&] { return store_->find_by_handle(handle).has_value(); });
  }
  bool gets_settled(const Handle& handle) {
    return gets_stored(handle) && host_.becomes_true([&] {
      return (*users_.find(handle))->user.status != UserStatus::pending;
    });
  }

  PendingUsers users_{host_,
                      *redis_,
                      {.key_prefix = "", .timeout = 1s, .ttl = 600s, .kept = 60s, .queue_max = 100},
                      "one"};
  std::unique_ptr<UserStore> store_;
  static constexpr SyncWorker::Settings from_queue{.reads_queue = true,
                                                   .own_after = 1h,
                                                   .claim_after = 20ms,
                                                   .retry_after = 1ms,
                                                   .batch_max = 10};
  static constexpr SyncWorker::Settings from_memory{.reads_queue = false,
                                                    .own_after = {},
                                                    .claim_after = 1h,
                                                    .retry_after = 1ms,
                                                    .batch_max = 10};
};

TEST_F(SyncWorkerTest, TakesFromTheQueueWhomeverItHolds) {
  const auto worker = work(from_queue);
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  ASSERT_TRUE(gets_settled("h1"));
  EXPECT_EQ((*users_.find("h1"))->user.handle, "1");
  EXPECT_EQ(redis({"XLEN", "pending:queue"}), "0");
}

TEST_F(SyncWorkerTest, WorkersShareTheQueue) {
  SyncWorker::Settings settings = from_queue;
  settings.batch_max = 1;
  settings.workers = 3;
  std::atomic<int> at_once = 0;
  std::atomic<int> most = 0;
  host_.at(step::settle_taken, [&] {
    most = std::max(most.load(), ++at_once);
    host_.sleep_for(20ms);
    --at_once;
  });
  for (std::size_t i = 1; i <= 6; ++i) ASSERT_TRUE(users_.enqueue(user(i)).has_value());
  const auto worker = work(settings);
  for (std::size_t i = 1; i <= 6; ++i) ASSERT_TRUE(gets_settled("h" + std::to_string(i)));
  EXPECT_GT(most, 1);
}

TEST_F(SyncWorkerTest, TakesFromMemoryWhomItRemembers) {
  const auto worker = work(from_memory);
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  worker->remember(user(1));
  ASSERT_TRUE(gets_settled("h1"));
  EXPECT_EQ(redis({"XLEN", "pending:queue"}), "0");
}

TEST_F(SyncWorkerTest, WhomRedisHasForgottenIsSettledFromMemory) {
  SyncWorker::Settings settings = from_queue;
  settings.own_after = 10ms;
  const auto worker = work(settings);
  worker->remember(user(1));
  EXPECT_TRUE(gets_stored("h1"));
}

TEST_F(SyncWorkerTest, WhomADeadProcessHadTakenIsTakenOver) {
  std::size_t next = 1;
  for (const SyncWorker::Settings& settings : {from_queue, from_memory}) {
    const PendingUser taken = user(next++);
    ASSERT_TRUE(users_.enqueue(taken).has_value());
    ASSERT_EQ(users_.take(10, 1ms)->size(), 1U);
    SyncWorker::Settings quick = settings;
    quick.claim_after = 20ms;
    const auto worker = work(quick);
    ASSERT_TRUE(gets_settled(taken.handle));
  }
}

TEST_F(SyncWorkerTest, AllWhomNobodyHadTakenAreFoundAtOnceHoweverMany) {
  for (std::size_t i = 1; i <= 25; ++i) ASSERT_TRUE(users_.enqueue(user(i)).has_value());
  const auto worker = work(from_memory);  // which looks again in half an hour
  for (std::size_t i = 1; i <= 25; ++i) ASSERT_TRUE(gets_stored("h" + std::to_string(i)));
}

TEST_F(SyncWorkerTest, WhoseKeysHaveExpiredIsSettledFromHerEntry) {
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  ASSERT_NE(redis({"DEL", "pending:user:h1", "pending:phone:" + user(1).user.phone}), "0");
  const auto worker = work(from_queue);
  EXPECT_TRUE(gets_stored("h1"));
}

TEST_F(SyncWorkerTest, WorkersThatTakeTheSameOnesSettleThemOnce) {
  SyncWorker::Settings hasty = from_queue;
  hasty.own_after = {};
  hasty.claim_after = 1ms;
  hasty.batch_max = 2;
  auto one = work(hasty);
  auto other = work(hasty);
  for (std::size_t i = 0; i < 50; ++i) {
    ASSERT_TRUE(users_.enqueue(user(i)).has_value());
    one->remember(user(i));
    other->remember(user(i));
  }
  one.reset();
  other.reset();
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "50");
  EXPECT_EQ(ask("SELECT count(*) FROM conflicts"), "0");
}

TEST_F(SyncWorkerTest, WhomNobodyHadTakenIsFoundAtTheNextStart) {
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  const auto worker = work(from_memory);
  ASSERT_TRUE(gets_settled("h1"));
}

TEST_F(SyncWorkerTest, ABusyDatabaseIsAskedAgain) {
  auto outside = std::make_unique<OutsideWriter>(connect());
  const auto worker = work(from_memory);
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  worker->remember(user(1));
  ASSERT_TRUE(host_.wait_for(step::settle_postponed, 2));
  EXPECT_EQ((*users_.find("h1"))->user.status, UserStatus::pending);
  outside.reset();
  ASSERT_TRUE(gets_settled("h1"));
}

TEST_F(SyncWorkerTest, WhomSqliteCannotTakeIsLeftAloneForAWhile) {
  SyncWorker::Settings patient = from_memory;
  patient.retry_after = 1h;
  const OutsideWriter outside(connect());
  const auto worker = work(patient);
  worker->remember(user(1));
  ASSERT_TRUE(host_.wait_for(step::settle_postponed));
  host_.sleep_for(100ms);  // several busy timeouts
  EXPECT_EQ(host_.count(step::settle_postponed), 1U);
}

TEST_F(SyncWorkerTest, KilledAfterTheCommitAnotherOneTellsRedis) {
  SyncWorker::Settings quick = from_queue;
  quick.claim_after = 10ms;
  host_.at(step::settle_committed, [&] {
    host_.at(step::settle_committed, nullptr);
    throw KilledAtStep();
  });
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  const auto dead = work(quick);
  ASSERT_TRUE(host_.wait_for(step::settle_committed));
  const auto worker = work(quick);
  ASSERT_TRUE(gets_settled("h1"));
  EXPECT_EQ((*users_.find("h1"))->user.status, UserStatus::active);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(SyncWorkerTest, AStopSettlesWhomItRemembersFirst) {
  auto worker = work(from_memory);
  for (std::size_t i = 0; i < 50; ++i) {
    ASSERT_TRUE(users_.enqueue(user(i)).has_value());
    worker->remember(user(i));
  }
  worker.reset();
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "50");
  EXPECT_EQ(redis({"XLEN", "pending:queue"}), "0");
}

TEST_F(SyncWorkerTest, AConflictIsToldAndLeavesTheQueue) {
  PendingUser rival = user(1);
  rival.handle = "h9";
  rival.user.idempotency_key = "another";
  const PendingUser* const first[] = {&rival};
  ASSERT_TRUE(store_->settle(first).front().has_value());
  const auto worker = work(from_queue);
  ASSERT_TRUE(users_.enqueue(user(1)).has_value());
  ASSERT_TRUE(gets_settled("h1"));
  EXPECT_EQ((*users_.find("h1"))->user.status, UserStatus::conflict);
  EXPECT_EQ(store_->find_by_handle("h1")->user.status, UserStatus::conflict);
  EXPECT_EQ(redis({"XLEN", "pending:queue"}), "0");
}

TEST_F(SyncWorkerTest, WithoutRedisItSettlesWhomItRemembers) {
  const auto worker = work(from_memory);
  server_->kill();
  worker->remember(user(1));
  EXPECT_TRUE(gets_stored("h1"));
}

}  // namespace
}  // namespace rollcall
