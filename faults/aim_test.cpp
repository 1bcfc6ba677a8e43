#include "faults/aim.h"

#include "faults/fault_test_world.h"

namespace rollcall::faults {
namespace {

class AimTest : public FaultTest {
 protected:
  bool matches(const Trigger& trigger, const sim::Point& point) {
    return Aim(trigger).matches(point);
  }
  sim::Process& app1 = world.add_process(app_machine, "app1", idle);
  sim::Process& redis = world.add_process(redis_machine, "redis", idle);
  const sim::Point reply{.name = "redis.reply",
                         .label = "HSET",
                         .process = &app1,
                         .peer = &redis,
                         .operation = operation_key("c1.2")};
};

TEST_F(AimTest, MatchesByNameAndIfGivenByLabel) {
  EXPECT_TRUE(matches(when("redis.reply"), reply));
  EXPECT_TRUE(matches(when("redis.reply HSET"), reply));
  EXPECT_FALSE(matches(when("redis.reply GET"), reply));
  EXPECT_FALSE(matches(when("redis.request"), reply));
}

TEST_F(AimTest, MatchesTheProcessAtEitherEnd) {
  EXPECT_TRUE(matches(when("redis.reply", "app1"), reply));
  EXPECT_TRUE(matches(when("redis.reply", "redis"), reply));
  EXPECT_FALSE(matches(when("redis.reply", "app2"), reply));
  EXPECT_FALSE(matches(when("redis.reply", "app1"), {.name = "redis.reply"}));
}

TEST_F(AimTest, MatchesTheOperationThatIsServed) {
  EXPECT_TRUE(matches(when("redis.reply", "c1.2"), reply));
  EXPECT_FALSE(matches(when("redis.reply", "c1.1"), reply));
  EXPECT_FALSE(matches(when("redis.reply", "c12"), reply)) << "a process of that name";
}

TEST_F(AimTest, KnowsWhichPointsAreNamedSteps) {
  for (const char* step : {"register.committed", "sqlite.busy", "lock.released"}) {
    EXPECT_FALSE(Aim(when(step)).at_device()) << step;
  }
  for (const char* point : {"redis.request GET", "client.reply", "net.connect redis",
                            "sqlite.sync wal", "sqlite.shm_lock shm", "file.sync dump.rdb"}) {
    EXPECT_TRUE(Aim(when(point)).at_device()) << point;
  }
}

}  // namespace
}  // namespace rollcall::faults
