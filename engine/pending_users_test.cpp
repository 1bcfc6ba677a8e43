#include "engine/pending_users.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <sstream>

#include "engine/real_stores.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

class PendingUsersRedisTest : public WithStores {
 protected:
  static PendingUser anna(const Handle& handle = "h1") {
    return {
        .handle = handle,
        .user = {
            .idempotency_key = "a", .phone = "+4930901820", .name = "Anna", .password_hash = "h"}};
  }
  static PendingUser rival() {
    PendingUser pending = anna("h2");
    pending.user.idempotency_key = "r";
    pending.user.name = "Rival";
    return pending;
  }
  static Registered pending(const Handle& handle) { return {handle, UserStatus::pending}; }
  PendingUsers connect(const std::string& consumer, std::size_t queue_max = 100) {
    return {host_,
            *redis_,
            {.key_prefix = "p:", .timeout = 1s, .ttl = 600s, .kept = 60s, .queue_max = queue_max},
            consumer};
  }
  static std::vector<Handle> handles(const RedisResult<std::vector<PendingUsers::Entry>>& taken) {
    EXPECT_TRUE(taken.has_value()) << taken.error().text;
    std::vector<Handle> handles;
    if (taken) {
      for (const auto& entry : *taken) handles.push_back(entry.pending.handle);
    }
    return handles;
  }
  void settle(const PendingUsers::Entry& entry, const Settled& ended) {
    const PendingUsers::Entry* const one[] = {&entry};
    EXPECT_TRUE(users_.settle(one, std::span(&ended, 1)).has_value());
  }

  /// Of h1: her user, her phone and her key.
  void expect_ends_within(std::chrono::milliseconds most) {
    const std::string keys = redis({"KEYS", "p:pending:[upk]*"});
    EXPECT_EQ(std::ranges::count(keys, ' '), 2) << keys;
    std::istringstream names(keys);
    for (std::string name; names >> name;) {
      const long left = std::stol(redis({"PTTL", name}));
      EXPECT_GT(left, 0) << name;
      EXPECT_LE(left, most.count()) << name;
    }
  }

  PendingUsers users_ = connect("one");
};

TEST_F(PendingUsersRedisTest, ArePendingAndHaveTheirPhone) {
  EXPECT_EQ(users_.enqueue(anna()), pending("h1"));
  const Account found = **users_.find("h1");
  EXPECT_EQ(found.user.name, "Anna");
  EXPECT_EQ(found.user.handle, "h1");
  EXPECT_EQ(found.user.status, UserStatus::pending);
  EXPECT_EQ(found.password_hash, "h");
  EXPECT_EQ((*users_.find_by_phone("+4930901820"))->user, found.user);
  EXPECT_EQ(*users_.find("h2"), std::nullopt);
  EXPECT_EQ(*users_.find_by_phone("+4930901821"), std::nullopt);
  EXPECT_EQ(users_.enqueue(rival()).error().kind, phone_taken);
}

TEST_F(PendingUsersRedisTest, AskedAgainUnderTheSameKeyTheFirstHandleCounts) {
  EXPECT_EQ(users_.enqueue(anna("h1")), pending("h1"));
  EXPECT_EQ(users_.enqueue(anna("h3")), pending("h1"));
  PendingUser other = anna("h4");
  other.user.name = "Anne";
  EXPECT_EQ(users_.enqueue(other).error().kind, invalid);
  EXPECT_EQ(redis({"XLEN", "p:pending:queue"}), "1");
}

TEST_F(PendingUsersRedisTest, AFullQueueRefusesAndChangesNothing) {
  PendingUsers narrow = connect("two", 1);
  EXPECT_TRUE(narrow.enqueue(anna()).has_value());
  PendingUser bert = rival();
  bert.user.phone = "+4930901821";
  EXPECT_EQ(narrow.enqueue(bert).error().kind, unavailable);
  EXPECT_EQ(redis({"XLEN", "p:pending:queue"}), "1");
  EXPECT_EQ(redis({"KEYS", "*821"}), "");
}

TEST_F(PendingUsersRedisTest, TheQueueGivesEachToOneAndToAnotherAfterAWhile) {
  (void)users_.enqueue(anna());
  PendingUsers other = connect("two");
  EXPECT_EQ(handles(users_.take(10, 1ms)), std::vector<Handle>{"h1"});
  EXPECT_EQ(handles(other.take(10, 1ms)), std::vector<Handle>{});
  EXPECT_EQ(handles(other.take_over(10, 1h)), std::vector<Handle>{});
  host_.sleep_for(5ms);
  EXPECT_EQ(handles(other.take_over(10, 2ms)), std::vector<Handle>{"h1"});
}

TEST_F(PendingUsersRedisTest, WithoutPatienceAnEmptyQueueAnswersAtOnce) {
  EXPECT_EQ(handles(users_.take(10, {})), std::vector<Handle>{});
  (void)users_.enqueue(anna());
  EXPECT_EQ(handles(users_.take(10, {})), std::vector<Handle>{"h1"});
}

TEST_F(PendingUsersRedisTest, ALostGroupGivesAllOutAgain) {
  (void)users_.enqueue(anna());
  EXPECT_EQ(handles(users_.take(10, 1ms)), std::vector<Handle>{"h1"});
  (void)redis({"XGROUP", "DESTROY", "p:pending:queue", "sync"});
  EXPECT_EQ(handles(users_.take(10, 1ms)), std::vector<Handle>{"h1"});
}

TEST_F(PendingUsersRedisTest, SettledTheyAreActiveUnderTheirIdAndOutOfTheQueue) {
  (void)users_.enqueue(anna());
  const auto taken = users_.take(10, 1ms);
  for (int time = 0; time < 2; ++time) settle(taken->front(), {UserStatus::active, 7});
  EXPECT_EQ(redis({"XLEN", "p:pending:queue"}), "0");
  EXPECT_EQ(redis({"XPENDING", "p:pending:queue", "sync"}), "0 nil nil nil");
  EXPECT_EQ((*users_.find("h1"))->user.handle, "7");
  EXPECT_EQ((*users_.find_by_phone("+4930901820"))->user.status, UserStatus::active);
  EXPECT_EQ(users_.enqueue(anna("h3")), pending("h1"));
  expect_ends_within(60s);
}

TEST_F(PendingUsersRedisTest, WhoIsNeverSettledEnds) {
  (void)users_.enqueue(anna());
  expect_ends_within(600s);
}

TEST_F(PendingUsersRedisTest, SettledWithoutItsEntryTheQueueLosesItTheSame) {
  (void)users_.enqueue(anna());
  settle({.id = "", .pending = anna()}, {UserStatus::active, 7});
  EXPECT_EQ(redis({"XLEN", "p:pending:queue"}), "0");
}

TEST_F(PendingUsersRedisTest, AConflictGivesThePhoneBackUnlessAnotherHasIt) {
  (void)users_.enqueue(anna());
  settle({.id = "", .pending = anna()}, {UserStatus::conflict, 0});
  EXPECT_EQ((*users_.find("h1"))->user.status, UserStatus::conflict);
  EXPECT_EQ(users_.enqueue(rival()), pending("h2"));
  settle({.id = "", .pending = anna()}, {UserStatus::conflict, 0});
  const auto holder = users_.find_by_phone("+4930901820");
  ASSERT_TRUE(holder.has_value() && holder->has_value());
  EXPECT_EQ((*holder)->user.name, "Rival");
}

TEST_F(PendingUsersRedisTest, WhatIsLostIsNotBroughtBackByItsSettlement) {
  (void)users_.enqueue(anna());
  (void)redis({"FLUSHALL"});
  settle({.id = "", .pending = anna()}, {UserStatus::active, 7});
  EXPECT_EQ(redis({"DBSIZE"}), "0");
}

class PendingUsersReplicaTest : public PendingUsersRedisTest {
 protected:
  std::unique_ptr<RedisServerProcess> start_replica() {
    EXPECT_EQ(redis({"CONFIG", "SET", "repl-diskless-sync-delay", "0"}), "OK");
    auto started =
        RedisServerProcess::start({.arguments = {"--replicaof", server_->endpoint().host,
                                                 std::to_string(server_->endpoint().port),
                                                 "--repl-diskless-load", "disabled"}});
    EXPECT_TRUE(started.has_value()) << started.error();
    while (redis({"WAIT", "1", "10"}) != "1") {
    }
    return std::move(*started);
  }
  PendingUsers users_ = {host_,
                         *redis_,
                         {.key_prefix = "p:",
                          .timeout = 2s,
                          .ttl = 600s,
                          .kept = 60s,
                          .queue_max = 100,
                          .replicas = 1},
                         "one"};
};

TEST_F(PendingUsersReplicaTest, AreAcknowledgedWhenTheReplicaHasThem) {
  const auto replica = start_replica();
  EXPECT_EQ(users_.enqueue(anna()), pending("h1"));
  RedisClient second(host_, {.endpoint = replica->endpoint()}, 1);
  EXPECT_EQ(second.call({"HGET", "p:pending:user:h1", "name"}, host_.now() + 1s)->text, "Anna");
}

TEST_F(PendingUsersReplicaTest, WithoutTheReplicaItIsUnknownWhetherTheyWillLast) {
  EXPECT_EQ(users_.enqueue(anna()).error().kind, ambiguous);
  const auto replica = start_replica();
  EXPECT_EQ(users_.enqueue(anna("h2")), pending("h1")) << "asked again, she is the same";
}

TEST_F(PendingUsersReplicaTest, AskedAgainItWaitsForWhatTheEarlierTryWrote) {
  const auto replica = start_replica();
  ::kill(replica->process_id(), SIGSTOP);
  {
    RedisClient elsewhere(host_, {.endpoint = server_->endpoint()}, 1);
    PendingUsers impatient(
        host_, elsewhere,
        {.key_prefix = "p:", .timeout = 2s, .ttl = 600s, .kept = 60s, .queue_max = 100}, "two");
    ASSERT_EQ(impatient.enqueue(anna()), pending("h1"));
  }
  EXPECT_EQ(users_.enqueue(anna("h2")).error().kind, ambiguous);
  ::kill(replica->process_id(), SIGCONT);
  EXPECT_EQ(users_.enqueue(anna("h2")), pending("h1"));
}

TEST_F(PendingUsersRedisTest, HalfAUserIsNone) {
  (void)users_.enqueue(anna());
  (void)redis({"HDEL", "p:pending:user:h1", "password_hash"});
  EXPECT_EQ(*users_.find("h1"), std::nullopt);
  (void)redis({"XADD", "p:pending:queue", "*", "handle", "h9"});
  EXPECT_EQ(handles(users_.take(10, 1ms)), std::vector<Handle>{"h1"});
}

TEST_F(PendingUsersRedisTest, WithoutRedisNothingIsDone) {
  server_->kill();
  EXPECT_EQ(users_.enqueue(anna()).error().kind, unavailable);
  EXPECT_FALSE(users_.find("h1").has_value());
  EXPECT_FALSE(users_.take(1, 1ms).has_value());
}

}  // namespace
}  // namespace rollcall
