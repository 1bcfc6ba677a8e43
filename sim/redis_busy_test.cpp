// Scripts that run and run, in virtual time.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis_world_test_peer.h"

namespace rollcall::sim {
namespace {

constexpr const char* busy =
    "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.";

class RedisBusyTest : public ::testing::Test {
 protected:
  /// A client that does not hold the test up: what it is answered goes to `answer`.
  void eval(const std::string& script) {
    const std::string name = "runner" + std::to_string(redis.world.machines().size());
    Process& app =
        redis.world.add_process(redis.world.add_machine(name), name, [this, script](Host& host) {
          RedisClient client(host, {.endpoint = {"redis", 6379}}, 1);
          answer = ask(host, client, {"EVAL", script, "0"}, 1h);
        });
    redis.world.start(app);
    redis.run(10ms);
  }

  RedisWorld redis{Persistence::aof_always};
  std::string answer;
};

TEST_F(RedisBusyTest, OthersWaitFiveSecondsAreThenToldAndMayEndIt) {
  eval("while true do end");
  const MonotonicTime start = redis.world.now();
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"PING"}, 10s), busy);
    EXPECT_GT(host.now() - start, 4900ms);
    EXPECT_LT(host.now() - start, 5100ms);
    EXPECT_EQ(ask(host, client, {"PING"}), busy);
    EXPECT_EQ(ask(host, client, {"SCRIPT", "KILL"}), "OK");
    EXPECT_EQ(ask(host, client, {"PING"}), "PONG");
  });
  EXPECT_EQ(answer.find("ERR Script killed by user with SCRIPT KILL..."), 0U);
}

TEST_F(RedisBusyTest, WhoIsServedWithOneMayHaveLeftBeforeThatWasKnown) {
  const auto start = [&](const std::string& name, std::vector<Command> requests,
                         Duration patience) {
    redis.world.start(redis.world.add_process(
        redis.world.add_machine(name), name, [requests, patience](Host& host) {
          RedisClient client(host, {.endpoint = {"redis", 6379}}, 1);
          static_cast<void>(client.pipeline(requests, host.now() + patience));
        }));
    redis.run(10ms);
  };
  start("runner", {{"BLPOP", "first", "0"}, {"EVAL", "while true do end", "0"}}, 1h);
  start("leaver", {{"BLPOP", "second", "0"}}, 1s);
  redis.as_client([&](Host& host, RedisClient& client) {
    static_cast<void>(
        client.pipeline({{"MULTI"}, {"RPUSH", "first", "a"}, {"RPUSH", "second", "b"}, {"EXEC"}},
                        host.now() + 1ms));
  });
  redis.run(6s);
  EXPECT_EQ(redis.ask({"SCRIPT", "KILL"}), "OK");
  EXPECT_EQ(redis.ask({"PING"}), "PONG");
}

TEST_F(RedisBusyTest, WhatItWroteIsLostWithTheServerThatIsEndedForIt) {
  redis.ask({"SET", "before", "1"});
  eval("redis.call('set', 'within', '1') while true do end");
  redis.run(6s);
  EXPECT_EQ(redis.ask({"SCRIPT", "KILL"}).find("UNKILLABLE "), 0U);
  EXPECT_EQ(redis.ask({"SHUTDOWN"}), busy);
  EXPECT_EQ(redis.ask({"SHUTDOWN", "NOSAVE"}), "?");
  EXPECT_FALSE(redis.server.up());
  EXPECT_EQ(answer, "?");
  redis.world.start(redis.server);
  EXPECT_EQ(redis.ask({"KEYS", "*"}), "");
  EXPECT_EQ(redis.ask({"DBSIZE"}), "1");
  EXPECT_EQ(redis.ask({"GET", "before"}), "1");
}

TEST_F(RedisBusyTest, AKillEndsItWheneverItComes) {
  for (const Duration moment : {1s, 6s}) {
    eval("while true do pcall(function() while true do end end) end");
    redis.run(moment);
    redis.world.kill(redis.server);
    EXPECT_FALSE(redis.server.up());
    redis.run(1s);
    EXPECT_EQ(answer, "?");
    redis.world.start(redis.server);
    redis.run(1ms);
    EXPECT_EQ(redis.ask({"PING"}), "PONG");
  }
}

TEST_F(RedisBusyTest, OneThatEndsByItselfIsAnsweredAndTookItsTime) {
  redis.ask({"CONFIG", "SET", "busy-reply-threshold", "100"});
  const MonotonicTime start = redis.world.now();
  redis.as_client([&](Host& host, RedisClient& client) {
    const auto replies = client.pipeline({{"EVAL", "for i = 1, 8000000 do end return 'done'", "0"},
                                          {"SET", "k", "v", "PX", "1000"},
                                          {"PTTL", "k"}},
                                         host.now() + 10s);
    EXPECT_EQ(replies[0]->text, "done");
    EXPECT_EQ(replies[2]->integer, 1000);
    EXPECT_GT(host.now() - start, 190ms);
  });
}

}  // namespace
}  // namespace rollcall::sim
