#include "sim/world.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/disk/disk.h"
#include "sim/disk/plain_file.h"
#include "sim/rule_test_double.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr MonotonicTime forever = MonotonicTime::max();

class WorldTest : public testing::Test {
 protected:
  Process& app(std::function<void(Host&)> program) {
    return world.add_process(machine, "app" + std::to_string(world.processes().size()),
                             std::move(program));
  }
  void run(Duration length) { world.scheduler().run(world.now() + length); }

  World world{{.seed = 1, .keep_events = true}};
  Machine& machine = world.add_machine("box");
};

TEST_F(WorldTest, NothingOfADeadProcessReachesTraceOrDisk) {
  struct WritesAtItsEnd {
    Machine& machine;
    Monitor& monitor;
    ~WritesAtItsEnd() {
      monitor.lock();
      EXPECT_FALSE(PlainFile(*machine.disk, "log").append("dying words"));
      monitor.notify_all();
      monitor.unlock();
    }
  };
  Process& process = app([&](Host& host) {
    const auto monitor = host.make_monitor();
    const WritesAtItsEnd last{machine, *monitor};
    const auto task = host.spawn("worker", [&] {
      const WritesAtItsEnd also{machine, *monitor};
      const Guard guard(*monitor);
      while (true) monitor->wait_until(forever);
    });
    while (true) host.sleep_for(1ms);
  });
  world.start(process);
  run(10ms);
  const std::uint64_t before = world.trace().count();
  world.kill(process);
  EXPECT_EQ(world.trace().count(), before + 1) << "more than the kill itself";
  EXPECT_FALSE(machine.disk->exists("log"));
  run(1s);
  EXPECT_EQ(world.trace().count(), before + 1);
}

// SQLite's connections write to the wal-index without any call of ours, also while they die.
TEST_F(WorldTest, WhatTheDyingScribbleIntoSharedMemoryIsUndone) {
  const std::shared_ptr<Inode> database = machine.disk->open("db", true);
  database->wal_index = std::make_unique<WalIndex>();
  std::byte& shared = *database->wal_index->region(0, 32, true);
  struct ScribblesAtItsEnd {
    std::byte& shared;
    ~ScribblesAtItsEnd() { shared = std::byte{2}; }
  };
  Process& process = app([&](Host& host) {
    const ScribblesAtItsEnd connection{shared};
    shared = std::byte{1};
    host.sleep_until(forever);
  });
  world.start(process);
  run(1ms);
  world.kill(process);
  EXPECT_EQ(shared, std::byte{1});
}

TEST_F(WorldTest, EachIncarnationStartsAfresh) {
  std::vector<unsigned> seen;
  int lives = 0;
  Process& process = app([&](Host& host) {
    int local = 0;
    ++local;
    ++lives;
    seen.push_back(static_cast<unsigned>(local));
    host.sleep_until(forever);
  });
  for (int life = 0; life < 3; ++life) {
    world.start(process);
    run(1ms);
    EXPECT_TRUE(process.up());
    world.start(process);  // no effect on one that is up
    run(1ms);
    world.kill(process);
    EXPECT_FALSE(process.up());
    world.kill(process);  // no effect on one that is down
  }
  EXPECT_EQ(lives, 3);
  EXPECT_EQ(process.incarnation, 3U);
  EXPECT_EQ(seen, (std::vector<unsigned>{1, 1, 1}));
}

TEST_F(WorldTest, AProgramThatReturnsEndsItsProcessAndAllItsTasks) {
  int ticks = 0;
  Process& process = app([&](Host& host) { host.sleep_for(3500us); });
  world.start(process);
  Host& host = *process.host;
  world.spawn(process, "ticker", [&] {
    while (true) {
      host.sleep_for(1ms);
      ++ticks;
    }
  });
  run(10ms);
  EXPECT_FALSE(process.up());
  EXPECT_EQ(ticks, 3);
}

TEST_F(WorldTest, ARuleMayKillTheVeryTaskThatAsksIt) {
  bool went_on = false;
  Process& process = app([&](Host& host) {
    const auto beside = host.spawn("beside", [&] { host.sleep_until(forever); });
    host.reached("order.committed");
    went_on = true;
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    EXPECT_EQ(point.name, "order.committed");
    EXPECT_EQ(point.process, &process);
    if (process.incarnation > 1) return Verdict{};
    world.kill(process);
    EXPECT_FALSE(went_on);
    world.start(process);  // as soon as the dead task has ended
    return Verdict{};
  });
  world.start(process);
  run(0ms);
  EXPECT_TRUE(went_on);
  EXPECT_EQ(process.incarnation, 2U);
}

TEST_F(WorldTest, AStepIsDelayedAsTheVerdictSays) {
  MonotonicTime after{};
  Process& process = app([&](Host& host) {
    host.reached("order.committed");
    after = host.now();
  });
  const TestRule rule(world.hooks(), [](const Point&) {
    return Verdict{.kind = Verdict::Kind::delay, .delay = 7ms};
  });
  world.start(process);
  run(1s);
  EXPECT_EQ(after, MonotonicTime(7ms));
}

TEST_F(WorldTest, APauseDelaysOnlyItsOwnProcess) {
  std::vector<MonotonicTime> paused;
  std::vector<MonotonicTime> other;
  const auto ticking = [](std::vector<MonotonicTime>& ticks) {
    return [&ticks](Host& host) {
      while (true) {
        host.sleep_for(10ms);
        ticks.push_back(host.now());
      }
    };
  };
  Process& first = app(ticking(paused));
  Process& second = app(ticking(other));
  world.start(first);
  world.start(second);
  world.at(MonotonicTime(15ms), 1, [&] { world.pause(first, 30ms); });
  world.at(MonotonicTime(16ms), 1, [&] { world.pause(first, 5ms); });  // the longer one counts
  run(60ms);
  EXPECT_EQ(paused, (std::vector<MonotonicTime>{MonotonicTime(10ms), MonotonicTime(45ms),
                                                MonotonicTime(55ms)}));
  EXPECT_EQ(other.size(), 6U);
}

TEST_F(WorldTest, AProcessMayBePausedByItsOwnTask) {
  MonotonicTime after{};
  Process& process = app([&](Host& host) {
    host.reached("collector.started");
    after = host.now();
  });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    world.pause(*point.process, 20ms);
    return Verdict{};
  });
  world.start(process);
  run(1s);
  EXPECT_EQ(after, MonotonicTime(20ms));
}

TEST_F(WorldTest, APausedProcessCanBeKilled) {
  Process& process = app([](Host& host) { host.sleep_until(forever); });
  world.start(process);
  run(1ms);
  world.pause(process, 1s);
  world.kill(process);
  world.start(process);
  run(2s);
  EXPECT_TRUE(process.up());
}

TEST_F(WorldTest, PowerLossKillsAllProcessesOfTheMachineAndForgetsWhatWasNotSynced) {
  const auto writer = [&](Host& host) {
    PlainFile file(*machine.disk, "log");
    EXPECT_TRUE(file.append("durable"));
    EXPECT_TRUE(file.sync());
    EXPECT_TRUE(file.append(std::string(100'000, 'x')));
    host.sleep_until(forever);
  };
  Process& first = app(writer);
  Process& second = app([](Host& host) { host.sleep_until(forever); });
  Process& elsewhere = world.add_process(world.add_machine("other"), "elsewhere",
                                         [](Host& host) { host.sleep_until(forever); });
  for (Process* process : {&first, &second, &elsewhere}) world.start(*process);
  run(1s);
  world.lose_power(machine);
  EXPECT_FALSE(first.up());
  EXPECT_FALSE(second.up());
  EXPECT_TRUE(elsewhere.up());
  world.start(first);
  EXPECT_FALSE(first.up()) << "started without power";
  EXPECT_EQ(machine.disk->open("log", false)->file.unsynced(), 0U);
  EXPECT_TRUE(machine.disk->open("log", false)->file.bytes().starts_with("durable"));
  world.restore_power(machine);
  world.start(first);
  EXPECT_TRUE(first.up());
}

TEST_F(WorldTest, ATaskMayTakeThePowerFromItsOwnMachine) {
  Process& first = app([&](Host& host) {
    EXPECT_TRUE(PlainFile(*machine.disk, "log").append("unsynced"));
    host.reached("order.committed");
    ADD_FAILURE() << "went on without power";
  });
  Process& second = app([](Host& host) { host.sleep_until(forever); });
  const TestRule rule(world.hooks(), [&](const Point& point) {
    if (point.name == "order.committed") world.lose_power(machine);
    return Verdict{};
  });
  world.start(first);
  world.start(second);
  run(1s);
  EXPECT_FALSE(first.up());
  EXPECT_FALSE(second.up());
  EXPECT_FALSE(machine.powered);
  const std::shared_ptr<Inode> log = machine.disk->open("log", false);
  EXPECT_TRUE(log == nullptr || log->file.unsynced() == 0) << "the disk kept its power";
}

TEST_F(WorldTest, TheWallClockIsTheMachinesOwn) {
  machine.wall_offset = -1h;
  WallTime seen{};
  Process& process = app([&](Host& host) {
    host.sleep_for(1s);
    seen = host.wall_now();
  });
  world.start(process);
  run(2s);
  EXPECT_EQ(seen, std::chrono::sys_days(std::chrono::year(2025) / 12 / 31) + 23h + 1s);
}

TEST_F(WorldTest, AJoinInADeadProcessReturnsAndTheNextHostCallEndsTheTask) {
  bool joined = false;
  Process& process = app([&](Host& host) {
    const auto worker = host.spawn("worker", [&] { host.sleep_until(forever); });
    worker->join();  // returns in the dead process, too: nothing may block a death
    joined = true;
    host.reached("worker.joined");
    ADD_FAILURE() << "a dead process went on";
  });
  world.start(process);
  run(1ms);
  world.kill(process);
  EXPECT_TRUE(joined);
}

}  // namespace
}  // namespace rollcall::sim
