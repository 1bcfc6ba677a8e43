#include "engine/user_cache.h"

#include <gtest/gtest.h>

#include "engine/phone_lock.h"
#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

class UserCacheTest : public WithStores {
 protected:
  static User anna() {
    return {.handle = "7",
            .phone = "+4930901820",
            .name = "Anna",
            .organization_id = 1,
            .status = UserStatus::active};
  }
  UserCache cache_{host_, *redis_, {.key_prefix = "p:", .timeout = 200ms, .ttl = 60s}};
};

TEST_F(UserCacheTest, GivesBackWhatWasPut) {
  EXPECT_EQ(cache_.find(7), std::nullopt);
  EXPECT_FALSE(cache_.knows_phone(anna().phone));
  cache_.put(anna());
  EXPECT_EQ(cache_.find(7), anna());
  EXPECT_TRUE(cache_.knows_phone(anna().phone));
}

TEST_F(UserCacheTest, EveryKeyEnds) {
  cache_.put(anna());
  EXPECT_EQ(redis({"DBSIZE"}), "2");
  for (const char* key : {"p:user:7", "p:user:phone:+4930901820"}) {
    const std::string ttl = redis({"PTTL", key});
    EXPECT_GT(std::stol(ttl), 50'000) << key;
    EXPECT_LE(std::stol(ttl), 60'000) << key;
  }
}

TEST_F(UserCacheTest, AnOldHashIsReplacedAndNotMergedInto) {
  (void)redis({"HSET", "p:user:7", "password_hash", "of somebody else", "name", "Else"});
  cache_.put(anna());
  EXPECT_EQ(redis({"HLEN", "p:user:7"}), "5");
  EXPECT_EQ(cache_.find(7), anna());
}

TEST_F(UserCacheTest, HalfAUserIsAMiss) {
  for (const char* field : {"id", "phone", "name", "organization_id", "status"}) {
    cache_.put(anna());
    EXPECT_EQ(redis({"HDEL", "p:user:7", field}), "1");
    EXPECT_EQ(cache_.find(7), std::nullopt) << "without " << field;
  }
}

TEST_F(UserCacheTest, AnotherUserNonsenseAndOtherTypesAreMisses) {
  const std::vector<std::pair<const char*, const char*>> lies = {
      {"id", "8"}, {"id", "x"}, {"status", "pending"}, {"status", ""}, {"organization_id", "one"}};
  for (const auto& [field, lie] : lies) {
    cache_.put(anna());
    (void)redis({"HSET", "p:user:7", field, lie});
    EXPECT_EQ(cache_.find(7), std::nullopt) << field << " = " << lie;
  }
  (void)redis({"DEL", "p:user:7"});
  (void)redis({"SET", "p:user:7", "text"});
  EXPECT_EQ(cache_.find(7), std::nullopt);
}

TEST_F(UserCacheTest, WithoutRedisEverythingIsAMissAndNothingFails) {
  cache_.put(anna());
  server_->kill();
  EXPECT_EQ(cache_.find(7), std::nullopt);
  EXPECT_FALSE(cache_.knows_phone(anna().phone));
  cache_.put(anna());
}

class PhoneLockTest : public WithStores {
 protected:
  PhoneLock lock() { return {host_, *redis_, settings_, "+4930901820"}; }
  PhoneLock::Settings settings_{.key_prefix = "p:", .timeout = 200ms, .ttl = 60s};
  const char* key_ = "p:lock:phone:+4930901820";
};

TEST_F(PhoneLockTest, KeepsOthersOutUntilItIsReleased) {
  PhoneLock first = lock();
  PhoneLock second = lock();
  EXPECT_TRUE(first.acquire().has_value());
  EXPECT_EQ(second.acquire().error().kind, Failure::Kind::unavailable);
  first.release();
  EXPECT_TRUE(second.acquire().has_value());
  EXPECT_EQ(host_.count(step::lock_acquired), 2U);
  EXPECT_EQ(host_.count(step::lock_released), 1U);
}

TEST_F(PhoneLockTest, EndsByItself) {
  settings_.ttl = 20ms;
  PhoneLock first = lock();
  PhoneLock second = lock();
  ASSERT_TRUE(first.acquire().has_value());
  host_.sleep_for(50ms);
  EXPECT_TRUE(second.acquire().has_value());
}

TEST_F(PhoneLockTest, ThatExpiredDoesNotReleaseItsSuccessor) {
  PhoneLock first = lock();
  PhoneLock second = lock();
  ASSERT_TRUE(first.acquire().has_value());
  EXPECT_EQ(redis({"DEL", key_}), "1");
  ASSERT_TRUE(second.acquire().has_value());
  first.release();
  EXPECT_EQ(redis({"EXISTS", key_}), "1");
  EXPECT_EQ(host_.count(step::lock_expired), 1U);
  second.release();
  EXPECT_EQ(redis({"EXISTS", key_}), "0");
}

TEST_F(PhoneLockTest, WithoutRedisThereIsNoLock) {
  server_->kill();
  PhoneLock first = lock();
  EXPECT_EQ(first.acquire().error().kind, Failure::Kind::unavailable);
  first.release();
}

}  // namespace
}  // namespace rollcall
