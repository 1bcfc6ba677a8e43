#include "sim/sim_monitor.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "sim/world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime forever = MonotonicTime::max();

class SimMonitorTest : public testing::Test {
 protected:
  void run(std::function<void(Host&)> program) {
    process = &world.add_process(machine, "app", std::move(program));
    world.start(*process);
    world.scheduler().run(MonotonicTime(10s));
  }

  World world{{.seed = 5}};
  Machine& machine = world.add_machine("box");
  Process* process = nullptr;
  std::string order;
};

TEST_F(SimMonitorTest, GoesToWhoeverHasAskedFirst) {
  run([&](Host& host) {
    const auto monitor = host.make_monitor();
    std::vector<std::unique_ptr<Task>> tasks;
    for (const char name : {'a', 'b', 'c', 'd'}) {
      host.sleep_for(1ms);
      tasks.push_back(host.spawn("visitor", [&, name] {
        for (int visit = 0; visit < 2; ++visit) {
          const Guard guard(*monitor);
          host.sleep_for(10ms);
          order += name;
        }
      }));
    }
  });
  EXPECT_EQ(order, "abcdabcd");
}

TEST_F(SimMonitorTest, WakesItsWaitersInTheOrderInWhichTheyCame) {
  run([&](Host& host) {
    const auto monitor = host.make_monitor();
    std::vector<std::unique_ptr<Task>> tasks;
    for (const char name : {'a', 'b', 'c'}) {
      host.sleep_for(1ms);
      tasks.push_back(host.spawn("waiter", [&, name] {
        const Guard guard(*monitor);
        EXPECT_TRUE(monitor->wait_until(forever));
        order += name;
      }));
    }
    host.sleep_for(1ms);
    monitor->notify_one();
    host.sleep_for(1ms);
    order += '|';
    monitor->notify_all();
  });
  EXPECT_EQ(order, "a|bc");
}

TEST_F(SimMonitorTest, AWaiterNotifiedInTimeHasNotTimedOutThoughTheMutexCameLater) {
  run([&](Host& host) {
    const auto monitor = host.make_monitor();
    const auto waiter = host.spawn("waiter", [&] {
      const Guard guard(*monitor);
      EXPECT_TRUE(monitor->wait_until(MonotonicTime(5ms)));
      EXPECT_EQ(host.now(), MonotonicTime(20ms));
    });
    host.sleep_for(1ms);
    const Guard guard(*monitor);
    monitor->notify_one();
    host.sleep_until(MonotonicTime(20ms));
  });
  EXPECT_FALSE(process->up());
}

TEST_F(SimMonitorTest, AWaiterWhoseTimeIsUpStillHoldsTheMutexOnReturn) {
  run([&](Host& host) {
    const auto monitor = host.make_monitor();
    const auto waiter = host.spawn("waiter", [&] {
      const Guard guard(*monitor);
      EXPECT_FALSE(monitor->wait_until(MonotonicTime(5ms)));
      EXPECT_EQ(host.now(), MonotonicTime(20ms)) << "it came back while another held the mutex";
    });
    host.sleep_for(1ms);
    const Guard guard(*monitor);
    host.sleep_until(MonotonicTime(20ms));
  });
  EXPECT_FALSE(process->up());
}

TEST_F(SimMonitorTest, ADeathEndsThoseWhoHoldWaitAndQueue) {
  run([&](Host& host) {
    const auto monitor = host.make_monitor();
    const auto waiter = host.spawn("waiter", [&] {
      const Guard guard(*monitor);
      monitor->wait_until(forever);
      ADD_FAILURE() << "a dead task came back from its wait";
    });
    const auto holder = host.spawn("holder", [&] {
      const Guard guard(*monitor);
      host.sleep_until(forever);
    });
    host.sleep_for(1ms);
    const Guard queued(*monitor);
    host.sleep_until(forever);
  });
  world.kill(*process);
  EXPECT_FALSE(process->up());
}

}  // namespace
}  // namespace rollcall::sim
