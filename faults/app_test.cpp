#include "faults/fault_test_world.h"

namespace rollcall::faults {
namespace {

class AppFaults : public FaultTest {
 protected:
  sim::Process& start_ticking() {
    return start(app_machine, "app1", [this](Host& host) {
      while (true) {
        host.sleep_for(10ms);
        host.reached("clock.ticked");
        ticks.push_back(host.now() - MonotonicTime{});
      }
    });
  }
  std::vector<Duration> ticks;
};

TEST_F(AppFaults, WithoutOneAnAppTicksOn) {
  start_ticking();
  arm();
  run(45ms);
  EXPECT_EQ(ticks, (std::vector<Duration>{10ms, 20ms, 30ms, 40ms}));
}

TEST_F(AppFaults, AKilledAppIsStartedAgain) {
  const sim::Process& app = start_ticking();
  fault("app.kill", "app1", at(15ms), {{"restart_after", "8ms"}});
  arm();
  run(20ms);
  EXPECT_FALSE(app.up());
  run(25ms);
  EXPECT_EQ(ticks, (std::vector<Duration>{10ms, 33ms, 43ms}));
  EXPECT_EQ(app.incarnation, 2U);
}

TEST_F(AppFaults, AKilledAppIsStartedAgainEvenWhenTheCalmHasBegun) {
  const sim::Process& app = start_ticking();
  fault("app.kill", "app1", at(5ms), {{"restart_after", "50ms"}});
  Injector& injector = arm();
  run(10ms);
  injector.heal();
  run(50ms);
  EXPECT_TRUE(app.up());
}

TEST_F(AppFaults, APausedAppGoesOnWhereItStood) {
  const sim::Process& app = start_ticking();
  fault("app.pause", "app1", at(15ms), {{"for", "50ms"}});
  arm();
  run(80ms);
  EXPECT_EQ(ticks, (std::vector<Duration>{10ms, 65ms, 75ms}));
  EXPECT_EQ(app.incarnation, 1U);
}

TEST_F(AppFaults, APauseAtAStepOfItsOwnBeginsRightThere) {
  start_ticking();
  fault("app.pause", "app1", when("clock.ticked", "app1", 2), {{"for", "50ms"}});
  arm();
  run(82ms);
  EXPECT_EQ(ticks, (std::vector<Duration>{10ms, 70ms, 80ms}));
}

TEST_F(AppFaults, TheCalmEndsAPause) {
  start_ticking();
  fault("app.pause", "app1", when("clock.ticked"), {{"for", "10s"}});
  Injector& injector = arm();
  run(15ms);
  EXPECT_TRUE(ticks.empty());
  injector.heal();
  run(15ms);
  EXPECT_EQ(ticks, (std::vector<Duration>{15ms, 25ms}));
}

}  // namespace
}  // namespace rollcall::faults
