#include "faults/fault_test_world.h"
#include "sim/redis_process.h"

namespace rollcall::faults {
namespace {

using sim::redis::Persistence;

class RedisFaults : public FaultTest {
 protected:
  sim::Process& start_redis(Persistence persistence) {
    sim::Process& redis =
        start(redis_machine, "redis", sim::redis_program(world, {.persistence = persistence}));
    run(1ms);
    return redis;
  }
  /// Redis's reply to one command, on a connection of its own.
  std::string ask(const std::string& command) {
    std::string answer = "(nothing)";
    const std::string name = "asker" + std::to_string(world.processes().size());
    start(app_machine, name, [&](Host& host) {
      const MonotonicTime deadline = host.now() + 100ms;
      std::array<char, 64> buffer;
      auto stream = host.connect({"redis", 6379}, deadline);
      if (!stream || !(*stream)->write(command + "\r\n", deadline)) return;
      const auto got = (*stream)->read(buffer, deadline);
      if (got) answer.assign(buffer.data(), *got);
    });
    run(200ms);
    return answer;
  }
  /// What is there of a key after the fault: it strikes 100 ms after the key was written.
  std::string kept(Persistence persistence, std::string_view kind) {
    const sim::Process& redis = start_redis(persistence);
    fault(kind, "redis", at(300ms), {{"restart_after", "50ms"}});
    arm();
    EXPECT_EQ(ask("SET k v"), "+OK\r\n");
    run(120ms);
    EXPECT_FALSE(redis.up());
    run(100ms);
    EXPECT_TRUE(redis.up());
    return ask("GET k");
  }
};

TEST_F(RedisFaults, WithoutOneRedisKeepsWhatItWasTold) {
  start_redis(Persistence::none);
  arm();
  EXPECT_EQ(ask("SET k v"), "+OK\r\n");
  EXPECT_EQ(ask("GET k"), "$1\r\nv\r\n");
}

TEST_F(RedisFaults, AKillTakesEverythingWithoutPersistence) {
  EXPECT_EQ(kept(Persistence::none, "redis.kill"), "$-1\r\n");
}

TEST_F(RedisFaults, AKillTakesNothingThatTheLogHas) {
  EXPECT_EQ(kept(Persistence::aof_everysec, "redis.kill"), "$1\r\nv\r\n");
}

TEST_F(RedisFaults, APowerLossTakesEverythingWithoutPersistence) {
  EXPECT_EQ(kept(Persistence::none, "redis.power_loss"), "$-1\r\n");
}

TEST_F(RedisFaults, APowerLossTakesNothingThatTheLogHasSynced) {
  EXPECT_EQ(kept(Persistence::aof_always, "redis.power_loss"), "$1\r\nv\r\n");
}

}  // namespace
}  // namespace rollcall::faults
