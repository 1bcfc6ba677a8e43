#include "sim/redis_process.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis_world_test_peer.h"
#include "sim/rule_test_double.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;
using redis::Persistence;

Latency slow_sync() {
  Latency latency = fast_disk;
  latency.disk_sync = {5s, 5s};
  return latency;
}

// --- what a kill takes

TEST(RedisKillTest, WithoutPersistenceEverythingIsLost) {
  RedisWorld redis(Persistence::none);
  EXPECT_GT(redis.write_for(100ms), 10);
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), 0);
}

TEST(RedisKillTest, AnAppendOnlyFileKeepsWhatWasAcknowledgedUnderAnyPolicy) {
  for (const Persistence policy :
       {Persistence::aof_always, Persistence::aof_everysec, Persistence::aof_no}) {
    RedisWorld redis(policy);
    const int acknowledged = redis.write_for(1500ms);
    redis.kill_and_restart();
    EXPECT_EQ(redis.kept(), acknowledged);
  }
}

// aof.c: while a background fsync runs, write(2) waits for up to two seconds, and replies do not.
TEST(RedisKillTest, EverysecLosesUpToTwoSecondsOfAcknowledgedWritesWhileASyncIsSlow) {
  RedisWorld redis(Persistence::aof_everysec, 1, slow_sync());
  const int before = redis.write_for(1100ms);  // the first sync begins after one second
  const int acknowledged = redis.write_for(1800ms);
  redis.kill_and_restart();
  const int kept = redis.kept();
  EXPECT_LT(kept, acknowledged - 200);
  EXPECT_GE(kept, before - 30);
}

TEST(RedisKillTest, EverysecWritesAfterTwoSecondsAlthoughASyncStillRuns) {
  RedisWorld redis(Persistence::aof_everysec, 1, slow_sync());
  redis.write_for(1100ms);
  const int acknowledged = redis.write_for(2100ms);  // that was written after the two seconds
  redis.kill_and_restart();
  EXPECT_GT(redis.kept(), acknowledged - 60);
}

TEST(RedisKillTest, SnapshotsKeepWhatTheLastSavePointHad) {
  RedisWorld redis(Persistence::rdb);
  const int saved = redis.write_for(1s);  // some 190 changes: the save point 300 100
  ASSERT_GE(saved, 100);
  redis.run(301s);
  EXPECT_GT(redis.write_for(50ms), saved);
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), saved);
}

TEST(RedisKillTest, SnapshotsKeepNothingBeforeTheFirstSavePoint) {
  RedisWorld redis(Persistence::rdb);
  EXPECT_GT(redis.write_for(1s), 100);
  redis.run(200s);
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), 0);
}

TEST(RedisKillTest, AShutdownSavesWhatTheSnapshotThatIsBeingWrittenLacks) {
  RedisWorld redis(Persistence::rdb, 1, slow_sync());
  EXPECT_GT(redis.write_for(50ms), 0);
  EXPECT_EQ(redis.ask({"BGSAVE"}), "Background saving started");
  const int written = redis.write_for(50ms);
  redis.ask({"SHUTDOWN"});
  redis.run(60s);
  EXPECT_FALSE(redis.server.up());
  redis.world.start(redis.server);
  redis.run(1s);
  EXPECT_EQ(redis.kept(), written);
}

// --- what a power loss takes

TEST(RedisPowerLossTest, WithoutPersistenceEverythingIsLost) {
  RedisWorld redis(Persistence::none);
  EXPECT_GT(redis.write_for(100ms), 10);
  redis.lose_power_and_restart();
  EXPECT_EQ(redis.kept(), 0);
}

TEST(RedisPowerLossTest, AlwaysLosesNothingThatWasAcknowledged) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RedisWorld redis(Persistence::aof_always, seed);
    const int acknowledged = redis.write_for(50ms);
    redis.lose_power_and_restart();
    EXPECT_EQ(redis.kept(), acknowledged);
  }
}

TEST(RedisPowerLossTest, AlwaysCanBeAskedForWhileTheServerRuns) {
  RedisWorld redis(Persistence::aof_everysec);
  redis.write_for(100ms);
  EXPECT_EQ(redis.ask({"CONFIG", "SET", "appendfsync", "always"}), "OK");
  const int acknowledged = redis.write_for(100ms);
  redis.lose_power_and_restart();
  EXPECT_EQ(redis.kept(), acknowledged);
}

TEST(RedisPowerLossTest, EverysecLosesAtMostTheLastTwoSeconds) {
  bool some_lost = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RedisWorld redis(Persistence::aof_everysec, seed);
    const int old = redis.write_for(1s);
    const int acknowledged = redis.write_for(1900ms);
    redis.lose_power_and_restart();
    const int kept = redis.kept();
    EXPECT_GE(kept, old);
    EXPECT_LE(kept, acknowledged);
    if (kept < acknowledged) some_lost = true;
  }
  EXPECT_TRUE(some_lost);
}

TEST(RedisPowerLossTest, WithoutSyncsAnythingMayBeLost) {
  bool all_but_nothing_lost = false;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RedisWorld redis(Persistence::aof_no, seed);
    const int acknowledged = redis.write_for(4s);
    redis.lose_power_and_restart();
    if (redis.kept() < acknowledged / 4) all_but_nothing_lost = true;
  }
  EXPECT_TRUE(all_but_nothing_lost);
}

TEST(RedisPowerLossTest, AFinishedSnapshotSurvives) {
  RedisWorld redis(Persistence::rdb);
  const int saved = redis.write_for(1s);
  redis.run(301s);
  redis.lose_power_and_restart();
  EXPECT_EQ(redis.kept(), saved);
}

// Whenever it comes: the old name means the old snapshot or the new one, each of them whole.
TEST(RedisPowerLossTest, ASnapshotThatIsBeingWrittenReplacesTheOldOneWhollyOrNotAtAll) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RedisWorld redis(Persistence::rdb, seed);
    const TestRule rule(redis.world.hooks(), [&](const Point& point) {
      const bool renamed = point.name == "file.sync" && point.label == "dump.rdb";
      if (renamed) redis.world.lose_power(redis.machine);
      return Verdict{};
    });
    const int written = redis.write_for(1s);
    redis.run(301s);
    EXPECT_FALSE(redis.machine.powered) << "no snapshot was begun";
    redis.world.restore_power(redis.machine);
    redis.world.start(redis.server);
    redis.run(1s);
    const int kept = redis.kept();
    EXPECT_TRUE(kept == 0 || kept == written) << kept;
  }
}

// --- the loop

TEST(RedisLoopTest, AReplyUnderAlwaysComesAfterItsSync) {
  RedisWorld redis(Persistence::aof_always);
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"PING"}, host.now() + 1s));
    const MonotonicTime start = host.now();
    EXPECT_TRUE(client.call({"SET", "k", "v"}, host.now() + 1s));
    EXPECT_EQ(host.now() - start, 200us + 10us + 1us + 2ms);
    const MonotonicTime read = host.now();
    EXPECT_TRUE(client.call({"GET", "k"}, host.now() + 1s));
    EXPECT_EQ(host.now() - read, 210us) << "a read waits for no disk";
  });
}

TEST(RedisLoopTest, ADroppedReplyLeavesTheCommandApplied) {
  RedisWorld redis(Persistence::none);
  const TestRule rule(redis.world.hooks(), [](const Point& point) {
    const bool incr = point.name == "redis.reply" && point.label == "INCR";
    return Verdict{.kind = incr ? Verdict::Kind::drop : Verdict::Kind::pass};
  });
  redis.as_client([](Host& host, RedisClient& client) {
    const auto reply = client.call({"INCR", "writes"}, host.now() + 100ms);
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().kind, RedisError::Kind::ambiguous);
  });
  EXPECT_EQ(redis.kept(), 1);
}

TEST(RedisLoopTest, APausedServerAnswersWhenItGoesOn) {
  RedisWorld redis(Persistence::none);
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"PING"}, host.now() + 1s));
    redis.world.pause(redis.server, 500ms);
    const MonotonicTime start = host.now();
    EXPECT_TRUE(client.call({"PING"}, host.now() + 1s));
    EXPECT_GE(host.now() - start, 500ms);
    EXPECT_LE(host.now() - start, 501ms);
  });
}

TEST(RedisLoopTest, ARuleMayKillTheServerInsteadOfItsReply) {
  RedisWorld redis(Persistence::aof_always);
  const TestRule rule(redis.world.hooks(), [&](const Point& point) {
    if (point.name == "redis.reply" && point.label == "INCR") redis.world.kill(redis.server);
    return Verdict{};
  });
  redis.as_client([](Host& host, RedisClient& client) {
    const auto reply = client.call({"INCR", "writes"}, host.now() + 1s);
    ASSERT_FALSE(reply.has_value());
    EXPECT_EQ(reply.error().kind, RedisError::Kind::ambiguous);
  });
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), 1) << "it had been in the file before its reply";
}

TEST(RedisLoopTest, KeysExpireByTheWallClockOfTheMachine) {
  RedisWorld redis(Persistence::aof_no);
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"SET", "lock", "me", "PX", "60000"}, host.now() + 1s));
    redis.machine.wall_offset = 59s;
    EXPECT_FALSE(client.call({"GET", "lock"}, host.now() + 1s)->is_nil());
    redis.machine.wall_offset = 61s;
    EXPECT_TRUE(client.call({"GET", "lock"}, host.now() + 1s)->is_nil());
  });
}

TEST(RedisLoopTest, AnIdleServerCausesNoEvents) {
  RedisWorld redis(Persistence::aof_everysec);
  redis.write_for(100ms);
  redis.run(5s);
  const std::uint64_t before = redis.world.trace().count();
  redis.run(3600s);
  EXPECT_EQ(redis.world.trace().count(), before);
}

TEST(RedisLoopTest, AWaitingClientIsServedByAnother) {
  RedisWorld redis(Persistence::aof_always);
  redis.as_client([](Host& host, RedisClient& client) {
    auto waiting = host.connect({"redis", 6379}, host.now() + 1s);
    ASSERT_TRUE(waiting.has_value());
    ASSERT_TRUE((*waiting)->write("BLPOP queue 0\r\nLLEN queue\r\n", host.now() + 1s));
    host.sleep_for(5s);
    EXPECT_TRUE(client.call({"RPUSH", "queue", "one", "two"}, host.now() + 1s));
    std::string all;
    char buffer[64];
    while (const auto got = (*waiting)->read(buffer, host.now() + 1s)) all.append(buffer, *got);
    EXPECT_EQ(all, "*2\r\n$5\r\nqueue\r\n$3\r\none\r\n:1\r\n") << "and then the next request";
  });
  redis.kill_and_restart();
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_EQ(client.call({"LLEN", "queue"}, host.now() + 1s)->integer, 1);
  });
}

TEST(RedisLoopTest, TheLateReplyOfAWaitingClientIsStillCalledByItsCommand) {
  RedisWorld redis(Persistence::none);
  std::vector<std::string> replies;
  const TestRule rule(redis.world.hooks(), [&](const Point& point) {
    if (point.name == "redis.reply") replies.emplace_back(point.label);
    return Verdict{};
  });
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"BLPOP", "queue", "0.1"}, host.now() + 5s)->is_nil());
  });
  EXPECT_EQ(replies, std::vector<std::string>{"BLPOP"});
}

TEST(RedisLoopTest, AWaitingClientIsAnsweredWhenItsTimeIsUp) {
  RedisWorld redis(Persistence::none);
  redis.as_client([](Host& host, RedisClient& client) {
    const MonotonicTime asked = host.now();
    const auto reply = client.call({"BLPOP", "queue", "1.5"}, host.now() + 5s);
    ASSERT_TRUE(reply.has_value());
    EXPECT_TRUE(reply->is_nil());
    EXPECT_GE(host.now() - asked, 1500ms);
    EXPECT_LT(host.now() - asked, 1510ms);
  });
}

TEST(RedisLoopTest, AQuittingClientGetsItsReplyAndThenTheEnd) {
  RedisWorld redis(Persistence::none);
  redis.as_client([](Host& host, RedisClient&) {
    auto stream = host.connect({"redis", 6379}, host.now() + 1s);
    ASSERT_TRUE(stream.has_value());
    ASSERT_TRUE((*stream)->write("PING\r\nQUIT\r\nPING\r\n", host.now() + 1s));
    std::string all;
    char buffer[64];
    while (const auto got = (*stream)->read(buffer, host.now() + 1s)) all.append(buffer, *got);
    EXPECT_EQ(all, "+PONG\r\n+OK\r\n");
    EXPECT_EQ((*stream)->read(buffer, host.now() + 1s).error(), StreamError::closed);
  });
}

TEST(RedisCommandNameTest, IsTheFirstWordOfTheFirstRequest) {
  EXPECT_EQ(redis_command_name("*2\r\n$4\r\nHGET\r\n$1\r\nk\r\n"), "HGET");
  EXPECT_EQ(redis_command_name("*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n"), "PING");
  EXPECT_EQ(redis_command_name("PING\r\n"), "PING");
  EXPECT_EQ(redis_command_name("*1\r\n$4\r\nPI"), "PI");
  EXPECT_EQ(redis_command_name("*1\r\n$4"), "");
  EXPECT_EQ(redis_command_name("*"), "");
  EXPECT_EQ(redis_command_name(""), "");
}

}  // namespace
}  // namespace rollcall::sim
