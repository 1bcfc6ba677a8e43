// A master, a replica on a machine of its own, and what is lost between them.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "sim/redis_world_test_peer.h"

namespace rollcall::sim {
namespace {

struct ReplicaSettings {
  Duration lag{};
  Persistence master = Persistence::none;
  Persistence replica = Persistence::none;
};

class ReplicatedRedis : public RedisWorld {
 public:
  explicit ReplicatedRedis(const ReplicaSettings& settings = {})
      : RedisWorld(settings.master),
        replica(world.add_process(world.add_machine("replica"), "replica",
                                  redis_program(world, {.persistence = settings.replica,
                                                        .replica_of = Endpoint{"redis", 6379},
                                                        .replica_lag = settings.lag}))) {
    world.start(replica);
    run(100ms + 3 * settings.lag);
  }

  std::string ask_replica(const Command& command) { return ask(command, "replica"); }
  void cut() { world.network().cut(server, replica); }

  Process& replica;
};

TEST(RedisReplicationTest, AReplicaHasWhatItsMasterHadBeforeAndWhatComesAfter) {
  RedisWorld redis(Persistence::none);
  EXPECT_EQ(redis.ask({"SET", "before", "1"}), "OK");
  Process& replica =
      redis.world.add_process(redis.world.add_machine("replica"), "replica",
                              redis_program(redis.world, {.replica_of = Endpoint{"redis", 6379}}));
  redis.world.start(replica);
  redis.run(10ms);
  EXPECT_EQ(redis.ask({"SET", "after", "2"}), "OK");
  redis.run(1ms);
  EXPECT_EQ(redis.ask({"GET", "before"}, "replica"), "1");
  EXPECT_EQ(redis.ask({"GET", "after"}, "replica"), "2");
  EXPECT_EQ(redis.ask({"SET", "own", "3"}, "replica"),
            "READONLY You can't write against a read only replica.");
}

TEST(RedisReplicationTest, AReplicaWithAPasswordLogsIn) {
  World world({.latency = fast_disk});
  Machine& box = world.add_machine("redis");
  world.start(world.add_process(box, "redis", redis_program(world, {.password = "secret"})));
  const RedisOptions options{.password = "secret", .replica_of = Endpoint{"redis", 6379}};
  world.start(
      world.add_process(world.add_machine("replica"), "replica", redis_program(world, options)));
  std::string info;
  world.start(world.add_process(world.add_machine("app"), "app", [&](Host& host) {
    host.sleep_for(2s);
    RedisClient client(host, {.endpoint = {"replica", 6379}, .password = "secret"}, 1);
    info = client.call({"INFO", "replication"}, host.now() + 1s)->text;
  }));
  world.scheduler().run(MonotonicTime(5s));
  EXPECT_NE(info.find("master_link_status:up"), std::string::npos) << info;
}

TEST(RedisReplicationTest, AReadFromAReplicaIsStaleByItsLag) {
  ReplicatedRedis redis({.lag = 500ms});
  EXPECT_EQ(redis.ask({"SET", "k", "old"}), "OK");
  redis.run(501ms);
  EXPECT_EQ(redis.ask({"SET", "k", "new"}), "OK");
  redis.run(400ms);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "old");
  redis.run(101ms);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "new");
}

TEST(RedisReplicationTest, WhatWasAcknowledgedButHadNotArrivedIsLostAtAPromotion) {
  ReplicatedRedis redis;
  const int arrived = redis.write_for(100ms);
  redis.run(1ms);
  redis.cut();
  EXPECT_EQ(redis.ask({"SET", "lock", "first", "NX"}), "OK");
  EXPECT_GT(redis.write_for(100ms), arrived);
  redis.world.kill(redis.server);
  EXPECT_EQ(redis.ask_replica({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_EQ(redis.ask_replica({"GET", "writes"}), std::to_string(arrived));
  EXPECT_EQ(redis.ask_replica({"SET", "lock", "second", "NX"}), "OK") << "two holders";
}

TEST(RedisReplicationTest, WhatLaggedBehindIsLostAtAPromotion) {
  ReplicatedRedis redis({.lag = 1s});
  EXPECT_EQ(redis.ask({"SET", "k", "v"}), "OK");
  redis.run(500ms);
  EXPECT_EQ(redis.ask_replica({"REPLICAOF", "NO", "ONE"}), "OK");
  redis.run(5s);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "nil");
}

TEST(RedisReplicationTest, WaitCountsTheReplicasThatHaveTheWrite) {
  ReplicatedRedis redis({.lag = 50ms});
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"SET", "k", "v"}, host.now() + 1s));
    const MonotonicTime asked = host.now();
    EXPECT_EQ(client.call({"WAIT", "1", "1000"}, host.now() + 5s)->integer, 1);
    EXPECT_GE(host.now() - asked, 50ms);
    EXPECT_LT(host.now() - asked, 110ms);
  });
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "v");
}

TEST(RedisReplicationTest, WaitForAReplicaThatIsCutOffTimesOutWithZero) {
  ReplicatedRedis redis;
  redis.cut();
  redis.as_client([](Host& host, RedisClient& client) {
    EXPECT_TRUE(client.call({"SET", "k", "v"}, host.now() + 1s));
    const MonotonicTime asked = host.now();
    EXPECT_EQ(client.call({"WAIT", "1", "200"}, host.now() + 5s)->integer, 0);
    EXPECT_GE(host.now() - asked, 200ms);
  });
}

TEST(RedisReplicationTest, AMasterThatRestartsEmptyWipesItsReplica) {
  ReplicatedRedis redis;
  EXPECT_EQ(redis.ask({"SET", "k", "v"}), "OK");
  redis.run(1ms);
  EXPECT_EQ(redis.ask_replica({"DBSIZE"}), "1");
  redis.world.kill(redis.server);
  redis.run(5s);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "v") << "stale, but served";
  redis.world.start(redis.server);
  redis.run(2s);
  EXPECT_EQ(redis.ask_replica({"DBSIZE"}), "0");
}

TEST(RedisReplicationTest, TooFewGoodReplicasRefuseWritesWhenTheyHaveBeenSilentForTooLong) {
  ReplicatedRedis redis;
  EXPECT_EQ(redis.ask({"CONFIG", "SET", "min-replicas-to-write", "1"}), "OK");
  EXPECT_EQ(redis.ask({"SET", "k", "1"}), "OK");
  redis.cut();
  redis.run(9s);
  EXPECT_EQ(redis.ask({"SET", "k", "2"}), "OK");
  redis.run(4s);
  EXPECT_EQ(redis.ask({"SET", "k", "3"}), "NOREPLICAS Not enough good replicas to write.");
  EXPECT_EQ(redis.ask({"GET", "k"}), "2");
}

TEST(RedisReplicationTest, AReplicaThatMayNotServeStaleDataRefusesWhileItsMasterIsAway) {
  ReplicatedRedis redis;
  EXPECT_EQ(redis.ask({"SET", "k", "v"}), "OK");
  redis.run(1ms);
  EXPECT_EQ(redis.ask_replica({"CONFIG", "SET", "replica-serve-stale-data", "no"}), "OK");
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "v");
  redis.world.kill(redis.server);
  redis.run(1ms);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}),
            "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
}

TEST(RedisReplicationTest, ALinkThatHasBeenSilentForAMinuteIsBegunAgain) {
  ReplicatedRedis redis;
  redis.cut();
  EXPECT_EQ(redis.ask({"SET", "k", "v"}), "OK");
  redis.run(30s);
  redis.world.network().heal(redis.server, redis.replica);
  redis.run(20s);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "nil");
  redis.run(30s);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "v");
}

TEST(RedisReplicationTest, AnOldMasterLosesWhatOnlyItHadWhenItFollowsTheNewOne) {
  ReplicatedRedis redis;
  redis.write_for(50ms);
  redis.cut();
  EXPECT_EQ(redis.ask_replica({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_EQ(redis.ask({"SET", "minority", "1"}), "OK");
  EXPECT_EQ(redis.ask_replica({"SET", "majority", "1"}), "OK");
  redis.world.network().heal(redis.server, redis.replica);
  EXPECT_EQ(redis.ask({"REPLICAOF", "replica", "6379"}), "OK");
  redis.run(2s);
  EXPECT_EQ(redis.ask({"GET", "minority"}), "nil");
  EXPECT_EQ(redis.ask({"GET", "majority"}), "1");
  EXPECT_EQ(redis.ask_replica({"SET", "more", "2"}), "OK");
  redis.run(1ms);
  EXPECT_EQ(redis.ask({"GET", "more"}), "2");
}

TEST(RedisReplicationTest, ClientsThatWaitAreTurnedAwayWhenTheirMasterBecomesAReplica) {
  ReplicatedRedis redis;
  std::string answer;
  redis.as_client([&](Host& host, RedisClient& client) {
    auto waiting = host.connect({"redis", 6379}, host.now() + 1s);
    ASSERT_TRUE((*waiting)->write("BLPOP queue 0\r\n", host.now() + 1s));
    host.sleep_for(10ms);
    EXPECT_TRUE(client.call({"REPLICAOF", "replica", "6379"}, host.now() + 1s));
    char buffer[200];
    while (const auto got = (*waiting)->read(buffer, host.now() + 1s)) answer.append(buffer, *got);
  });
  EXPECT_EQ(answer,
            "-UNBLOCKED force unblock from blocking operation, instance state changed (master -> "
            "replica?)\r\n");
}

TEST(RedisReplicationTest, AReplicaKeepsWhatItWasSentInItsOwnFiles) {
  for (const Persistence mode : {Persistence::rdb, Persistence::aof_always, Persistence::aof_no}) {
    ReplicatedRedis redis({.replica = mode});
    EXPECT_EQ(redis.ask({"SET", "before", "1"}), "OK");
    // Begins with all data, and begins its files anew, while it has some.
    redis.world.kill(redis.replica);
    redis.world.start(redis.replica);
    redis.run(2s);
    EXPECT_EQ(redis.ask({"SET", "after", "2"}), "OK");
    redis.run(10ms);
    redis.world.kill(redis.server);
    redis.world.kill(redis.replica);
    redis.world.start(redis.replica);
    redis.run(2s);
    EXPECT_EQ(redis.ask_replica({"GET", "before"}), "1");
    const bool kept = mode != Persistence::rdb;
    EXPECT_EQ(redis.ask_replica({"GET", "after"}), kept ? "2" : "nil");
  }
}

TEST(RedisReplicationTest, AReplicaLeavesTheEndOfExpiredKeysToItsMaster) {
  ReplicatedRedis redis;
  EXPECT_EQ(redis.ask({"SET", "k", "v", "PX", "100"}), "OK");
  redis.cut();
  redis.run(200ms);
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "nil");
  EXPECT_EQ(redis.ask_replica({"DBSIZE"}), "1");
  EXPECT_EQ(redis.ask_replica({"REPLICAOF", "NO", "ONE"}), "OK");
  EXPECT_EQ(redis.ask_replica({"GET", "k"}), "nil");
  EXPECT_EQ(redis.ask_replica({"DBSIZE"}), "0");
}

TEST(RedisReplicationTest, TheSameWorldHasTheSameTraceAgain) {
  const auto trace = [] {
    ReplicatedRedis redis({.lag = 20ms, .master = Persistence::aof_everysec});
    redis.write_for(50ms);
    redis.kill_and_restart();
    redis.cut();
    redis.run(100s);
    redis.world.network().heal(redis.server, redis.replica);
    redis.run(100s);
    EXPECT_EQ(redis.ask_replica({"GET", "writes"}), std::to_string(redis.kept()));
    return redis.world.trace().hash();
  };
  EXPECT_EQ(trace(), trace());
}

TEST(RedisReplicationTest, AServerThatFollowsAMasterMayEndByItself) {
  ReplicatedRedis redis({.replica = Persistence::aof_always});
  redis.world.find_machine("replica")->disk->set_capacity(0);
  EXPECT_EQ(redis.ask({"SET", "k", "v"}), "OK");
  redis.run(1s);
  EXPECT_FALSE(redis.replica.up()) << "it could not write its file";
}

}  // namespace
}  // namespace rollcall::sim
