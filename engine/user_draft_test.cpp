#include "engine/user_draft.h"

#include <gtest/gtest.h>

#include "engine/real_stores.h"
#include "engine/redis/scripted_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

class UserDraftTest : public WithStores {
 protected:
  static NewUser anna() {
    return {.idempotency_key = "a", .phone = "+4930901820", .name = "Anna", .password_hash = "h"};
  }
  std::string the_key() { return redis({"KEYS", "p:draft:*"}); }

  NewUser user_ = anna();
  UserCache cache_{host_, *redis_, {.key_prefix = "p:", .timeout = 200ms, .ttl = 60s}};
  UserDraft::Settings settings_{.key_prefix = "p:", .timeout = 200ms, .ttl = 10s};
  UserDraft draft_{host_, *redis_, cache_, settings_, user_};
};

TEST_F(UserDraftTest, IsReadByNobodyAndEnds) {
  while (the_key().empty()) host_.sleep_for(1ms);
  EXPECT_EQ(redis({"HMGET", the_key(), "phone", "name", "organization_id", "id", "status"}),
            "+4930901820 Anna 1 nil nil");
  const std::string ttl = redis({"PTTL", the_key()});
  EXPECT_GT(std::stol(ttl), 5'000);
  EXPECT_LE(std::stol(ttl), 10'000);
  EXPECT_FALSE(cache_.knows_phone(user_.phone));
}

TEST_F(UserDraftTest, IsOneTransactionSoThatNoPartOfItStays) {
  StreamScript wire{};
  ScriptedHost host({&wire});
  RedisClient redis(host, {}, 1);
  UserCache cache(host, redis, {.key_prefix = "p:", .timeout = 200ms, .ttl = 60s});
  const UserDraft draft(host, redis, cache, settings_, user_);
  EXPECT_TRUE(wire.written.starts_with("*1\r\n$5\r\nMULTI\r\n")) << wire.written;
  EXPECT_TRUE(wire.written.ends_with("*1\r\n$4\r\nEXEC\r\n")) << wire.written;
}

TEST_F(UserDraftTest, PublishedItIsTheCopy) {
  draft_.publish({.handle = "7", .status = UserStatus::active});
  EXPECT_EQ(the_key(), "");
  const User expected{.handle = "7",
                      .phone = "+4930901820",
                      .name = "Anna",
                      .organization_id = 1,
                      .status = UserStatus::active};
  EXPECT_EQ(cache_.find(7), expected);
  EXPECT_TRUE(cache_.knows_phone(user_.phone));
  EXPECT_GT(std::stol(redis({"PTTL", "p:user:7"})), 50'000);
  EXPECT_GT(std::stol(redis({"PTTL", "p:user:phone:+4930901820"})), 50'000);
}

TEST_F(UserDraftTest, APublishedDraftReplacesAnOlderCopyAndMergesNothing) {
  (void)redis({"HSET", "p:user:7", "stale", "field"});
  draft_.publish({.handle = "7", .status = UserStatus::active});
  EXPECT_EQ(redis({"HEXISTS", "p:user:7", "stale"}), "0");
}

TEST_F(UserDraftTest, WhatIsLostMeanwhileIsWrittenAnew) {
  while (the_key().empty()) host_.sleep_for(1ms);
  (void)redis({"FLUSHALL"});
  draft_.publish({.handle = "7", .status = UserStatus::active});
  const std::optional<User> copy = cache_.find(7);
  ASSERT_TRUE(copy.has_value());
  EXPECT_EQ(copy->name, "Anna");
}

TEST_F(UserDraftTest, TwoForOnePhoneDoNotMix) {
  NewUser rival = anna();
  rival.name = "Rival";
  while (the_key().empty()) host_.sleep_for(1ms);
  UserDraft late(host_, *redis_, cache_, settings_, rival);
  late.discard();
  EXPECT_NE(the_key(), "") << "of Anna";
  UserDraft later(host_, *redis_, cache_, settings_, rival);
  draft_.publish({.handle = "7", .status = UserStatus::active});
  later.discard();
  const std::optional<User> copy = cache_.find(7);
  ASSERT_TRUE(copy.has_value());
  EXPECT_EQ(copy->name, "Anna");
}

TEST_F(UserDraftTest, DiscardedItIsGone) {
  draft_.discard();
  EXPECT_EQ(redis({"DBSIZE"}), "0");
}

TEST_F(UserDraftTest, WithoutRedisNothingHappens) {
  server_->kill();
  UserDraft other(host_, *redis_, cache_, settings_, user_);
  other.publish({.handle = "7", .status = UserStatus::active});
  UserDraft another(host_, *redis_, cache_, settings_, user_);
  another.discard();
}

}  // namespace
}  // namespace rollcall
