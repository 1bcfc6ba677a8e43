#include "faults/injector.h"

#include <algorithm>

#include "faults/fault_test_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::faults {
namespace {

class InjectorTest : public FaultTest {
 protected:
  std::vector<std::string> events_of(sim::EventKind kind) {
    std::vector<std::string> found;
    for (const sim::Event& event : world.trace().events()) {
      if (event.kind == kind) found.push_back(event.actor_name + " " + event.bytes);
    }
    return found;
  }
  int passed = 0;
};

TEST_F(InjectorTest, FiresAtItsTimeSinceItWasArmed) {
  const sim::Process& app = start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", at(5ms), {{"restart_after", "1s"}});
  run(10ms);
  arm();
  run(4ms);
  EXPECT_TRUE(app.up());
  EXPECT_FALSE(account().fired);
  run(2ms);
  EXPECT_FALSE(app.up());
  EXPECT_EQ(account().fired, MonotonicTime(15ms));
  EXPECT_EQ(account().asked, 1U);
}

TEST_F(InjectorTest, FiresAtTheNthPassOfAStep) {
  start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", when("order.committed", "", 3), {{"restart_after", "1s"}});
  arm();
  run(10ms);
  EXPECT_EQ(account().fired, MonotonicTime(3ms));
  EXPECT_EQ(account().asked, 3U);
}

TEST_F(InjectorTest, CountsOnlyThePassesOfItsProcess) {
  start(app_machine, "app1", passing("order.committed", passed));
  world.at(MonotonicTime(5ms), 1,
           [&] { start(app_machine, "app2", passing("order.committed", passed)); });
  fault("app.kill", "app2", when("order.committed", "app2", 2));
  arm();
  run(20ms);
  EXPECT_EQ(account().fired, MonotonicTime(7ms));
  EXPECT_EQ(account().asked, 2U);
}

TEST_F(InjectorTest, CountsOnlyThePassesOfItsOperation) {
  sim::Process& app = start(app_machine, "app1", idle);
  const auto serve = [&](std::string_view operation, Duration until) {
    world.spawn(
        app, operation,
        [&app, until] {
          app.host->sleep_until(MonotonicTime(until));
          app.host->reached("order.committed");
        },
        0, operation_key(operation));
  };
  serve("c1.1", 1ms);
  serve("c2.1", 2ms);
  serve("c1.2", 3ms);
  fault("app.kill", "app1", when("order.committed", "c2.1"));
  arm();
  run(10ms);
  EXPECT_EQ(account().fired, MonotonicTime(2ms));
  EXPECT_EQ(account().asked, 1U);
}

TEST_F(InjectorTest, KeepsAccountOfAFaultThatNeverFires) {
  start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", when("order.committed", "", 100));
  fault("app.kill", "app1", when("order.refused"));
  arm();
  run(10500us);
  EXPECT_EQ(account(0).asked, 10U);
  EXPECT_FALSE(account(0).fired);
  EXPECT_EQ(account(1).asked, 0U);
  EXPECT_FALSE(account(1).fired);
  EXPECT_TRUE(events_of(sim::EventKind::fault).empty());
}

TEST_F(InjectorTest, DoesNotFireWhereThereIsNothingToHappenTo) {
  world.add_process(app_machine, "app1", idle);
  fault("app.kill", "app1", at(1ms));
  arm();
  run(10ms);
  EXPECT_EQ(account().asked, 1U) << "its time came";
  EXPECT_FALSE(account().fired) << "but the process was down";
}

TEST_F(InjectorTest, FiresOnce) {
  const sim::Process& app = start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", when("order.committed"), {{"restart_after", "0s"}});
  arm();
  run(10ms);
  EXPECT_EQ(app.incarnation, 2U);
}

TEST_F(InjectorTest, RecordsWhatFiredOnWhat) {
  start(app_machine, "app1", idle);
  fault("app.kill", "app1", at(1ms));
  arm();
  run(10ms);
  EXPECT_EQ(events_of(sim::EventKind::fault), std::vector<std::string>{"app1 app.kill"});
}

TEST_F(InjectorTest, FiresNothingAfterHeal) {
  const sim::Process& app = start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", at(5ms));
  fault("app.kill", "app1", when("order.committed", "", 5));
  Injector& injector = arm();
  run(3500us);
  injector.heal();
  run(10ms);
  EXPECT_EQ(app.incarnation, 1U);
  EXPECT_TRUE(app.up());
  EXPECT_EQ(account(1).asked, 3U);
}

TEST_F(InjectorTest, LeavesDevicesAloneWhenItsFaultsWaitForStepsOrTimes) {
  start(app_machine, "app1", idle);
  fault("app.kill", "app1", at(5ms));
  fault("app.pause", "app1", when("order.committed"));
  arm();
  EXPECT_TRUE(world.hooks().idle());
}

TEST_F(InjectorTest, AsksDevicesWhenAFaultIsAboutThem) {
  start(app_machine, "app1", idle);
  fault("net.reset", "app1/redis", at(5ms));
  arm();
  EXPECT_FALSE(world.hooks().idle());
}

TEST_F(InjectorTest, KillsTheVictimInsideItsOwnStep) {
  const sim::Process& app = start(app_machine, "app1", passing("order.committed", passed));
  fault("app.kill", "app1", when("order.committed", "app1", 3), {{"restart_after", "1s"}});
  arm();
  run(10ms);
  EXPECT_FALSE(app.up());
  EXPECT_EQ(passed, 2) << "it must not get past the step at which it is killed";
}

TEST_F(InjectorTest, KillsAnotherProcessFromAStep) {
  start(app_machine, "app1", passing("order.committed", passed));
  const sim::Process& redis = start(redis_machine, "redis", idle);
  fault("redis.kill", "redis", when("order.committed", "app1", 3), {{"restart_after", "1s"}});
  arm();
  run(10ms);
  EXPECT_FALSE(redis.up());
  EXPECT_EQ(account().fired, MonotonicTime(3ms));
  EXPECT_EQ(passed, 10) << "the one that passed the step goes on";
}

TEST_F(InjectorTest, KillsTheVictimInsideItsOwnVfsCall) {
  std::vector<int> committed;
  const auto insert_for_ever = [&](Host& host) {
    sim::TestDatabase database("users.db");
    database.execute("CREATE TABLE IF NOT EXISTS t(x)");
    for (int x = 0;; ++x) {
      if (database.execute("INSERT INTO t VALUES(" + std::to_string(x) + ")") != SQLITE_OK) return;
      host.sleep_for(1ms);
      committed.push_back(x);
    }
  };
  sim::Process& app = start(app_machine, "app1", insert_for_ever);
  fault("app.kill", "app1", when("sqlite.sync db", "app1", 5), {{"restart_after", "1s"}});
  arm();
  run(500ms);
  ASSERT_TRUE(account().fired);
  EXPECT_FALSE(app.up());
  EXPECT_EQ(account().asked, 5U);
  std::string rows;
  start(app_machine, "observer", [&](Host&) {
    sim::TestDatabase database("users.db");
    rows = database.text("SELECT count(*) FROM t");
  });
  run(1ms);
  EXPECT_GE(std::stoul(rows), committed.size());
}

}  // namespace
}  // namespace rollcall::faults
