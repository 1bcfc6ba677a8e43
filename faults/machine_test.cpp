#include "faults/fault_test_world.h"
#include "faults/outsider.h"
#include "sim/disk/disk.h"
#include "sim/disk/plain_file.h"

namespace rollcall::faults {
namespace {

class MachineFaults : public FaultTest {
 protected:
  /// Writes a megabyte that it does not sync, once; tells how much of a file is there.
  void start_writer() {
    start(app_machine, "app1", [this](Host& host) {
      sim::PlainFile file(*app_machine.disk, "log");
      if (!app_machine.disk->exists("log")) {
        EXPECT_TRUE(file.append(std::string(1 << 20, 'x')));
      }
      host.sleep_until(forever);
    });
  }
  std::string content() {
    std::string text;
    start(app_machine, "observer",
          [&](Host&) { text = sim::PlainFile(*app_machine.disk, "log").read_all().value_or(""); });
    run(1ms);
    return text;
  }
  const std::string written = std::string(1 << 20, 'x');
};

TEST_F(MachineFaults, WithoutOneWhatWasWrittenIsThere) {
  start_writer();
  arm();
  run(100ms);
  EXPECT_EQ(content(), written);
}

TEST_F(MachineFaults, AKillLeavesWhatWasWritten) {
  start_writer();
  fault("app.kill", "app1", at(10ms));
  arm();
  run(200ms);
  EXPECT_TRUE(account().fired);
  EXPECT_EQ(content(), written);
}

TEST_F(MachineFaults, APowerLossTakesWhatWasNotSynced) {
  start_writer();
  fault("machine.power_loss", "app", at(10ms), {{"restart_after", "50ms"}});
  arm();
  run(20ms);
  EXPECT_FALSE(app_machine.powered);
  run(80ms);
  EXPECT_NE(content(), written);
}

TEST_F(MachineFaults, PowerBringsBackWhatTheMachineRunsAndNothingElse) {
  const sim::Process& first = start(app_machine, "app1", idle);
  sim::Process& second = start(app_machine, "app2", idle);
  const sim::Process& guest = start_outsider(world, app_machine, idle);
  const sim::Process& elsewhere = start(redis_machine, "redis", idle);
  fault("machine.power_loss", "app", at(10ms), {{"restart_after", "50ms"}});
  arm();
  run(5ms);
  world.kill(second);
  run(50ms);
  EXPECT_FALSE(first.up());
  EXPECT_FALSE(guest.up());
  EXPECT_TRUE(elsewhere.up());
  run(50ms);
  EXPECT_TRUE(first.up());
  EXPECT_TRUE(second.up()) << "its supervisor starts with the machine";
  EXPECT_FALSE(guest.up());
  EXPECT_EQ(elsewhere.incarnation, 1U);
}

TEST_F(MachineFaults, APowerLossDoesNotFireWhileThePowerIsOut) {
  start(app_machine, "app1", idle);
  fault("machine.power_loss", "app", at(10ms), {{"restart_after", "50ms"}});
  fault("machine.power_loss", "app", at(20ms));
  arm();
  run(100ms);
  EXPECT_TRUE(account(0).fired);
  EXPECT_FALSE(account(1).fired);
}

TEST_F(MachineFaults, APowerLossStrikesInsideAStepOfItsVictim) {
  int passed = 0;
  const sim::Process& app = start(app_machine, "app1", passing("order.committed", passed));
  fault("machine.power_loss", "app", when("order.committed", "", 3), {{"restart_after", "50ms"}});
  arm();
  run(40ms);
  EXPECT_EQ(passed, 2);
  run(40ms);
  EXPECT_TRUE(app.up());
}

}  // namespace
}  // namespace rollcall::faults
