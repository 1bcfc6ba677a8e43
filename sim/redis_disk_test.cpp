// What Redis says while it loads its file, and when its disk is full.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis_world_test_peer.h"
#include "sim/rule_test_double.h"

namespace rollcall::sim {
namespace {

constexpr std::string_view loading = "LOADING Redis is loading the dataset in memory";
constexpr std::string_view disk_full =
    "MISCONF Errors writing to the AOF file: No space left on device";

Latency slow_load() {
  Latency latency = fast_disk;
  latency.redis_load = {10s, 10s};
  return latency;
}

/// Some 4000 commands of 280 bytes: 1.07 MiB.
void fill(RedisWorld& redis) {
  redis.as_client([](Host& host, RedisClient& client) {
    std::vector<Command> commands;
    for (int i = 0; i < 4000; ++i) {
      commands.push_back({"SET", "key" + std::to_string(i), std::string(240, 'x')});
    }
    for (const auto& reply : client.pipeline(commands, host.now() + 10s)) ASSERT_TRUE(reply);
  });
}

// --- loading

TEST(RedisLoadingTest, ALargeFileTakesItsTimeAndUntilThenCommandsAreRefused) {
  RedisWorld redis(Persistence::aof_no, 1, slow_load());
  fill(redis);
  redis.world.kill(redis.server);
  const MonotonicTime killed = redis.world.now();
  redis.world.start(redis.server);
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"GET", "key1"}, 5s), loading);
    EXPECT_GT(host.now() - killed, 3s) << "and nothing before it has read 1024 commands";
    EXPECT_EQ(ask(host, client, {"PING"}, 5s), loading);
    EXPECT_EQ(ask(host, client, {"INFO", "persistence"}, 5s).find("loading:1"), 15U);
    EXPECT_EQ(ask(host, client, {"GET", "key1"}, 1s), std::string(240, 'x'));
    EXPECT_GT(host.now() - killed, 10s);
    EXPECT_LT(host.now() - killed, 11s);
  });
}

TEST(RedisLoadingTest, NothingIsAnsweredBetweenTwoSlices) {
  RedisWorld redis(Persistence::aof_no, 1, slow_load());
  fill(redis);
  redis.world.kill(redis.server);
  redis.world.start(redis.server);
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"GET", "key1"}, 1s), "?");
  });
}

TEST(RedisLoadingTest, ASmallFileIsLoadedAtOnce) {
  RedisWorld redis(Persistence::aof_no, 1, slow_load());
  const int written = redis.write_for(1s);
  redis.world.kill(redis.server);
  redis.world.start(redis.server);
  EXPECT_EQ(redis.kept(), written);
}

TEST(RedisLoadingTest, ASnapshotIsLoadedInSlicesToo) {
  RedisWorld redis(Persistence::rdb, 1, slow_load());
  for (int i = 0; i < 3; ++i) fill(redis);
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"SET", "big", std::string(2 << 20, 'x')}), "OK");
  });
  redis.run(60s);
  redis.world.kill(redis.server);
  redis.world.start(redis.server);
  redis.as_client([&](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"STRLEN", "key1"}, 60s), loading);
    EXPECT_EQ(ask(host, client, {"STRLEN", "key1"}, 60s), "240");
  });
}

TEST(RedisLoadingTest, AKillWhileItLoadsLosesNothing) {
  RedisWorld redis(Persistence::aof_no, 1, slow_load());
  fill(redis);
  redis.kill_and_restart();
  redis.kill_and_restart();
  redis.run(20s);
  redis.as_client(
      [&](Host& host, RedisClient& client) { EXPECT_EQ(ask(host, client, {"DBSIZE"}), "4000"); });
}

// --- a full disk

TEST(RedisFullDiskTest, AlwaysEndsTheServerAndTheWriteWasNotAcknowledged) {
  RedisWorld redis(Persistence::aof_always);
  const int acknowledged = redis.write_for(100ms);
  redis.machine.disk->set_capacity(0);
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_EQ(ask(host, client, {"INCR", "writes"}), "?");
  });
  EXPECT_FALSE(redis.server.up());
  redis.world.start(redis.server);
  EXPECT_EQ(redis.kept(), acknowledged);
}

// Observed on redis-server 7.0.15: the write that met the full disk was answered with OK.
TEST(RedisFullDiskTest, OtherPoliciesAcknowledgeTheFirstWriteAndRefuseTheNext) {
  for (const Persistence policy : {Persistence::aof_everysec, Persistence::aof_no}) {
    RedisWorld redis(policy);
    const int acknowledged = redis.write_for(100ms);
    redis.machine.disk->set_capacity(0);
    redis.as_client([](Host& host, RedisClient& client) {
      EXPECT_NE(ask(host, client, {"INCR", "writes"}), disk_full);
      EXPECT_EQ(ask(host, client, {"INCR", "writes"}), disk_full);
      EXPECT_EQ(ask(host, client, {"PING"}), disk_full);
    });
    EXPECT_EQ(redis.kept(), acknowledged + 1) << "reads go on";
    redis.kill_and_restart();
    EXPECT_EQ(redis.kept(), acknowledged) << "an acknowledged write is lost";
  }
}

TEST(RedisFullDiskTest, WritesGoOnWhenThereIsRoomAgain) {
  RedisWorld redis(Persistence::aof_everysec);
  const int acknowledged = redis.write_for(100ms);
  redis.machine.disk->set_capacity(0);
  EXPECT_EQ(redis.write_for(100ms), acknowledged + 1);
  redis.machine.disk->set_capacity(1 << 20);
  redis.run(200ms);
  EXPECT_GT(redis.write_for(100ms), acknowledged + 10);
  redis.kill_and_restart();
  EXPECT_GT(redis.kept(), acknowledged + 10);
}

// aof.c: a sync in the background that has failed is tried again when something has been written.
TEST(RedisFullDiskTest, AFailedSyncRefusesWritesForGood) {
  RedisWorld redis(Persistence::aof_everysec);
  int syncs = 0;
  const TestRule rule(redis.world.hooks(), [&](const Point& point) {
    const bool first = point.name == "file.sync" && ++syncs == 1;
    return Verdict{.kind = first ? Verdict::Kind::fail : Verdict::Kind::pass};
  });
  const int acknowledged = redis.write_for(100ms);
  redis.run(2s);
  EXPECT_EQ(syncs, 1);
  EXPECT_EQ(redis.ask({"INCR", "writes"}),
            "MISCONF Errors writing to the AOF file: Input/output error");
  redis.run(60s);
  EXPECT_EQ(redis.write_for(100ms), 0);
  EXPECT_EQ(redis.kept(), acknowledged);
}

TEST(RedisFullDiskTest, AFailedSnapshotRefusesWritesUntilOneSucceeds) {
  RedisWorld redis(Persistence::rdb);
  const int saved = redis.write_for(1s);
  redis.run(301s);
  redis.machine.disk->set_capacity(0);
  EXPECT_GT(redis.write_for(1s), saved);
  redis.run(301s);
  redis.as_client([](Host& host, RedisClient& client) {
    const std::string refusal = ask(host, client, {"INCR", "writes"});
    EXPECT_EQ(refusal.find("MISCONF Redis is configured to save RDB snapshots, but"), 0U);
    EXPECT_EQ(ask(host, client, {"CONFIG", "SET", "stop-writes-on-bgsave-error", "no"}), "OK");
    EXPECT_NE(ask(host, client, {"INCR", "writes"}), refusal);
    EXPECT_EQ(ask(host, client, {"CONFIG", "SET", "stop-writes-on-bgsave-error", "yes"}), "OK");
    EXPECT_EQ(ask(host, client, {"INCR", "writes"}), refusal);
  });
  redis.machine.disk->set_capacity(1 << 20);
  redis.run(6s);
  EXPECT_GT(redis.write_for(10ms), saved);
}

// The answers and states were observed on redis-server 7.0.15.
TEST(RedisFullDiskTest, ASaveThatFailsSaysSoAndAShutdownIsRefusedUnlessForced) {
  for (const std::string last : {"NOSAVE", "FORCE"}) {
    RedisWorld redis(Persistence::rdb);
    const int saved = redis.write_for(100ms);
    EXPECT_EQ(redis.ask({"SAVE"}), "OK");
    redis.write_for(100ms);
    redis.machine.disk->set_capacity(0);
    const std::string refusal = "ERR Errors trying to SHUTDOWN. Check logs.";
    EXPECT_EQ(redis.ask({"SAVE"}), "ERR");
    EXPECT_EQ(redis.ask({"PING"}), "PONG") << "only a snapshot in the background stops writes";
    EXPECT_EQ(redis.ask({"SHUTDOWN"}), refusal);
    EXPECT_EQ(redis.ask({"SHUTDOWN", "NOW"}), refusal);
    EXPECT_EQ(redis.ask({"SHUTDOWN", "SAVE"}), refusal);
    EXPECT_EQ(redis.ask({"BGSAVE"}), "Background saving started");
    redis.run(1s);
    EXPECT_EQ(redis.ask({"PING"}).find("MISCONF "), 0U);
    EXPECT_NE(redis.ask({"INFO", "persistence"}).find("rdb_last_bgsave_status:err"),
              std::string::npos);
    EXPECT_TRUE(redis.server.up());
    EXPECT_EQ(redis.ask({"SHUTDOWN", last}), "?");
    EXPECT_FALSE(redis.server.up());
    redis.machine.disk->set_capacity(1 << 20);
    redis.world.start(redis.server);
    EXPECT_EQ(redis.kept(), saved);
  }
}

TEST(RedisFullDiskTest, ASaveThatSucceedsLetsWritesGoOn) {
  RedisWorld redis(Persistence::rdb);
  redis.write_for(100ms);
  redis.machine.disk->set_capacity(0);
  redis.ask({"BGSAVE"});
  redis.run(1s);
  EXPECT_EQ(redis.ask({"PING"}).find("MISCONF "), 0U);
  redis.machine.disk->set_capacity(1 << 20);
  EXPECT_EQ(redis.ask({"SAVE"}), "OK");
  EXPECT_EQ(redis.ask({"PING"}), "PONG");
}

// Redis reads the file that is there, whatever it is to write itself.
TEST(RedisSaveTest, AServerWithoutSavePointsComesBackWithWhatAClientSaved) {
  RedisWorld redis(Persistence::none);
  const int saved = redis.write_for(100ms);
  EXPECT_EQ(redis.ask({"SAVE"}), "OK");
  redis.write_for(100ms);
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), saved);
}

TEST(RedisFullDiskTest, TheOldSnapshotSurvivesANewOneThatHadNoRoom) {
  RedisWorld redis(Persistence::rdb);
  const int saved = redis.write_for(1s);
  redis.run(301s);
  redis.machine.disk->set_capacity(0);
  redis.write_for(1s);
  redis.run(301s);
  redis.kill_and_restart();
  EXPECT_EQ(redis.kept(), saved);
}

}  // namespace
}  // namespace rollcall::sim
