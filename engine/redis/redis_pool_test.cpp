#include "engine/redis/redis_pool.h"

#include <gtest/gtest.h>

#include "engine/redis/redis_client.h"
#include "engine/redis/scripted_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

const Command increment{"INCR", "n"};

RedisResult<RedisReply> call(Host& host, RedisPool& pool) {
  auto lease = pool.lease(host.now() + 1s);
  if (!lease) return std::unexpected(lease.error());
  return (*lease)->call(increment, host.now() + 1s);
}

TEST(RedisPool, OpensNothingBeforeItIsNeededAndReusesWhatIsFine) {
  StreamScript only{.reads = {":1\r\n", StreamError::timeout, ":2\r\n"}};
  ScriptedHost host({&only});
  RedisPool pool(host, {}, 5);
  EXPECT_TRUE(only.written.empty());
  EXPECT_EQ(call(host, pool), RedisReply::number(1));
  EXPECT_EQ(call(host, pool), RedisReply::number(2));
}

TEST(RedisPool, AConnectionThatTimedOutIsNeverLentAgain) {
  StreamScript slow{.reads = {StreamError::timeout, ":1\r\n"}};
  StreamScript fresh{.reads = {":7\r\n"}};
  ScriptedHost host({&slow, &fresh});
  RedisPool pool(host, {}, 1);
  EXPECT_EQ(call(host, pool).error().kind, RedisError::Kind::ambiguous);
  EXPECT_TRUE(slow.closed);
  EXPECT_EQ(call(host, pool), RedisReply::number(7));
}

TEST(RedisPool, AnIdleConnectionThatTheServerClosedIsReplacedBeforeUse) {
  StreamScript stale{.reads = {":1\r\n", StreamError::closed}};
  StreamScript fresh{.reads = {":2\r\n"}};
  ScriptedHost host({&stale, &fresh});
  RedisPool pool(host, {}, 1);
  EXPECT_EQ(call(host, pool), RedisReply::number(1));
  EXPECT_EQ(call(host, pool), RedisReply::number(2));
}

TEST(RedisPool, TheConnectionUsedLastIsUsedNext) {
  StreamScript first{.reads = {":1\r\n", StreamError::timeout, ":3\r\n"}};
  StreamScript second{.reads = {":2\r\n"}};
  ScriptedHost host({&first, &second});
  RedisPool pool(host, {}, 2);
  {
    auto early = pool.lease(host.now() + 1s);
    ASSERT_TRUE(early.has_value());
    EXPECT_EQ((*early)->call(increment, host.now() + 1s), RedisReply::number(1));
    EXPECT_EQ(call(host, pool), RedisReply::number(2));
  }
  EXPECT_EQ(call(host, pool), RedisReply::number(3));
}

TEST(RedisPool, AFullPoolSaysThatItIsExhausted) {
  StreamScript only{};
  ScriptedHost host({&only});
  RedisPool pool(host, {}, 1);
  const auto held = pool.lease(host.now() + 1s);
  ASSERT_TRUE(held.has_value());
  const auto refusal = pool.lease(host.now() + 20ms);
  ASSERT_FALSE(refusal.has_value());
  EXPECT_EQ(refusal.error().kind, RedisError::Kind::refused);
  EXPECT_TRUE(refusal.error().text.starts_with("pool exhausted"));
}

TEST(RedisPool, AFailureToConnectFreesThePlace) {
  StreamScript works{.reads = {":1\r\n"}};
  StreamScript no{.reads = {"-WRONGPASS no\r\n"}};
  ScriptedHost host({&no, &works});
  RedisPool pool(host, {.password = "s3cret"}, 1);
  EXPECT_EQ(call(host, pool).error().code, "WRONGPASS");
  EXPECT_TRUE(pool.lease(host.now() + 1s).has_value());
}

TEST(RedisPool, ATaskThatEndsInsideACallGivesItsPlaceBackWithoutTheConnection) {
  StreamScript ended{.reads = {TaskEnded{}}};
  StreamScript fresh{.reads = {":2\r\n"}};
  ScriptedHost host({&ended, &fresh});
  RedisPool pool(host, {}, 1);
  EXPECT_THROW((void)call(host, pool), TaskEnded);
  EXPECT_TRUE(ended.closed);
  EXPECT_EQ(call(host, pool), RedisReply::number(2));
}

TEST(RedisClient, SendsAScriptsTextOnlyWhenTheServerDoesNotKnowIt) {
  StreamScript only{
      .reads = {"-NOSCRIPT No matching script.\r\n", ":1\r\n", StreamError::timeout, ":2\r\n"}};
  ScriptedHost host({&only});
  RedisClient redis(host, {}, 1);
  const Script script("one", "return 1");
  EXPECT_EQ(redis.eval(script, {"k"}, {"a"}, host.now() + 1s), RedisReply::number(1));
  EXPECT_EQ(redis.eval(script, {"k"}, {"a"}, host.now() + 1s), RedisReply::number(2));
  const std::string by_digest =
      "*5\r\n$7\r\nEVALSHA\r\n$40\r\n" + script.sha1() + "\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\na\r\n";
  const std::string by_text =
      "*5\r\n$4\r\nEVAL\r\n$8\r\nreturn 1\r\n$1\r\n1\r\n$1\r\nk\r\n$1\r\na\r\n";
  EXPECT_EQ(only.written, by_digest + by_text + by_digest);
}

TEST(RedisClient, NeverRepeatsAnAmbiguousScript) {
  StreamScript only{.reads = {StreamError::timeout}};
  ScriptedHost host({&only});
  RedisClient redis(host, {}, 1);
  const auto result = redis.eval(Script("one", "return 1"), {}, {}, host.now() + 1s);
  EXPECT_EQ(result.error().kind, RedisError::Kind::ambiguous);
  EXPECT_EQ(only.written.find("EVAL\r\n"), std::string::npos);
}

}  // namespace
}  // namespace rollcall
