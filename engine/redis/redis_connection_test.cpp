#include "engine/redis/redis_connection.h"

#include <gtest/gtest.h>

#include "engine/redis/scripted_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

/// A connection to a peer that follows the script.
struct Scripted {
  StreamScript script;
  ScriptedHost host{{&script}};
  std::unique_ptr<RedisConnection> connection = *RedisConnection::open(host, {}, host.now() + 1s);

  explicit Scripted(StreamScript steps) : script(std::move(steps)) {}

  std::vector<RedisResult<RedisReply>> pipeline(std::size_t commands) {
    return connection->pipeline(std::vector<Command>(commands, Command{"INCR", "n"}),
                                host.now() + 1s);
  }
};

bool is_ambiguous(const RedisResult<RedisReply>& result) {
  return !result && result.error().kind == RedisError::Kind::ambiguous;
}

bool is_refused(const RedisResult<RedisReply>& result) {
  return !result && result.error().kind == RedisError::Kind::refused;
}

TEST(RedisConnection, ALateReplyNeverAnswersTheNextCall) {
  Scripted peer({.reads = {StreamError::timeout, ":1\r\n"}});
  EXPECT_TRUE(is_ambiguous(peer.pipeline(1).front()));
  EXPECT_TRUE(peer.script.closed);
  EXPECT_TRUE(is_refused(peer.pipeline(1).front()));
}

TEST(RedisConnection, AReplyTooManyBreaksTheConnectionAndNotTheCall) {
  Scripted peer({.reads = {":1\r\n:2\r\n"}});
  EXPECT_EQ(peer.pipeline(1).front(), RedisReply::number(1));
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, HalfAReplyTooManyBreaksTheConnection) {
  for (const char* extra : {"*1\r\n", "*1\r\n:1\r\n:", "$", "$3\r\nab"}) {
    Scripted peer({.reads = {std::string(":1\r\n") + extra}});
    EXPECT_EQ(peer.pipeline(1).front(), RedisReply::number(1));
    EXPECT_FALSE(peer.connection->usable()) << extra;
  }
}

TEST(RedisConnection, APipelineKeepsTheRepliesBeforeABreak) {
  for (const StreamError error : {StreamError::timeout, StreamError::reset, StreamError::closed}) {
    Scripted peer({.reads = {":1\r\n-ERR no\r\n:", error}});
    const auto results = peer.pipeline(4);
    ASSERT_EQ(results.size(), 4U);
    EXPECT_EQ(results[0], RedisReply::number(1));
    EXPECT_EQ(results[1].error().kind, RedisError::Kind::error_reply);
    EXPECT_TRUE(is_ambiguous(results[2]));
    EXPECT_TRUE(is_ambiguous(results[3]));
    EXPECT_FALSE(peer.connection->usable());
  }
}

TEST(RedisConnection, AFailedWriteIsAmbiguousBecauseAnyPrefixMayHaveArrived) {
  Scripted peer({.write_errors = {StreamError::reset}});
  for (const auto& result : peer.pipeline(2)) EXPECT_TRUE(is_ambiguous(result));
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, ABrokenProtocolIsAmbiguousAndBreaksTheConnection) {
  Scripted peer({.reads = {":1\r\n?what\r\n"}});
  const auto results = peer.pipeline(2);
  EXPECT_EQ(results[0], RedisReply::number(1));
  EXPECT_TRUE(is_ambiguous(results[1]));
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, ATaskThatEndsInsideACallLeavesTheConnectionBroken) {
  Scripted peer({.reads = {TaskEnded{}, ":1\r\n"}});
  EXPECT_THROW((void)peer.pipeline(1), TaskEnded);
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, AnIdleConnectionThatTheServerClosedIsNoticed) {
  Scripted peer({.reads = {":1\r\n", StreamError::closed}});
  EXPECT_TRUE(peer.pipeline(1).front().has_value());
  EXPECT_TRUE(peer.connection->usable());
  peer.connection->check_idle();
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, AnIdleConnectionThatSpeaksUnaskedIsNoticed) {
  Scripted peer({.reads = {":1\r\n", "-ERR max number of clients reached\r\n"}});
  EXPECT_TRUE(peer.pipeline(1).front().has_value());
  peer.connection->check_idle();
  EXPECT_FALSE(peer.connection->usable());
}

TEST(RedisConnection, AQuietIdleConnectionStaysUsable) {
  Scripted peer({.reads = {":1\r\n", StreamError::timeout, ":2\r\n"}});
  EXPECT_TRUE(peer.pipeline(1).front().has_value());
  const MonotonicTime before = peer.host.now();
  peer.connection->check_idle();
  EXPECT_EQ(peer.host.now(), before) << "looking takes no time";
  EXPECT_EQ(peer.pipeline(1).front(), RedisReply::number(2));
}

TEST(RedisConnection, AuthAndSelectComeFirstAndInOneRoundTrip) {
  StreamScript script{.reads = {"+OK\r\n+OK\r\n"}};
  ScriptedHost host({&script});
  const RedisAddress address{.username = "app", .password = "s3cret", .database = 3};
  ASSERT_TRUE(RedisConnection::open(host, address, host.now() + 1s).has_value());
  EXPECT_EQ(script.written,
            "*3\r\n$4\r\nAUTH\r\n$3\r\napp\r\n$6\r\ns3cret\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n3\r\n");
}

TEST(RedisConnection, WhatAServerRepeatsOfThePasswordIsNotPassedOn) {
  StreamScript script{.reads = {"-ERR bad auth 's3cret' for user\r\n"}};
  ScriptedHost host({&script});
  const auto refusal = RedisConnection::open(host, {.password = "s3cret"}, host.now() + 1s);
  ASSERT_FALSE(refusal.has_value());
  EXPECT_EQ(refusal.error().kind, RedisError::Kind::error_reply);
  EXPECT_EQ(refusal.error().text, "opening a connection to Redis: ERR");
  EXPECT_TRUE(script.closed);
}

TEST(RedisConnection, ABreakBeforeItIsLetInIsRefusedSinceNoCommandWasSent) {
  StreamScript script{.reads = {"+OK\r\n", StreamError::reset}};
  ScriptedHost host({&script});
  const RedisAddress address{.password = "s3cret", .database = 1};
  const auto refusal = RedisConnection::open(host, address, host.now() + 1s);
  ASSERT_FALSE(refusal.has_value());
  EXPECT_EQ(refusal.error().kind, RedisError::Kind::refused);
}

}  // namespace
}  // namespace rollcall
