#include "sim/schedule/scheduler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/schedule/decisions.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

MonotonicTime at(Duration since_start) { return MonotonicTime(since_start); }

struct Bench {
  explicit Bench(std::string_view policy = "round-robin", std::uint64_t seed = 1,
                 Scheduler::Limits limits = {})
      : scheduler(find_policy(policy)->make(seed, 3), trace, limits) {}
  ~Bench() {
    scheduler.kill(one);
    scheduler.kill(two);
  }
  Trace trace;
  TaskGroup one{1, "one", nullptr};
  TaskGroup two{2, "two", nullptr};
  Scheduler scheduler;
};

TEST(Scheduler, VirtualTimeComesToTheDeadlinesInOrder) {
  Bench bench;
  std::vector<std::pair<std::string, Duration>> seen;
  auto sleeper = [&](std::string name, Duration length) {
    bench.scheduler.spawn(bench.one, name, [&, name, length] {
      bench.scheduler.sleep_until(at(length));
      seen.emplace_back(name, bench.scheduler.now().time_since_epoch());
    });
  };
  sleeper("late", 3h);
  sleeper("early", 1ms);
  EXPECT_EQ(bench.scheduler.run(MonotonicTime::max()), Scheduler::Stop::idle);
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, Duration>>{{"early", 1ms}, {"late", 3h}}));
}

TEST(Scheduler, AWaitSaysWhetherItWasWokenOrItsTimeWasUp) {
  Bench bench;
  std::vector<Scheduler::Wait> ends;
  SimTask& waiter = bench.scheduler.spawn(bench.one, "waiter", [&] {
    ends.push_back(bench.scheduler.block_until(at(10ms)));
    ends.push_back(bench.scheduler.block_until(at(20ms)));
  });
  bench.scheduler.spawn(bench.two, "waker", [&] {
    bench.scheduler.sleep_until(at(5ms));
    bench.scheduler.wake(waiter);
  });
  bench.scheduler.run(MonotonicTime::max());
  EXPECT_EQ(ends, (std::vector{Scheduler::Wait::woken, Scheduler::Wait::deadline}));
  EXPECT_EQ(bench.scheduler.now(), at(20ms));
}

TEST(Scheduler, AKillUnwindsEveryTaskOfTheGroupAtOnceAndTheYoungestFirst) {
  Bench bench;
  std::vector<std::string> ended;
  struct AtEnd {
    std::vector<std::string>& ended;
    std::string name;
    ~AtEnd() { ended.push_back(name); }
  };
  for (const char* name : {"first", "second", "third"}) {
    bench.scheduler.spawn(bench.one, name, [&, name] {
      const AtEnd note{ended, name};
      while (bench.scheduler.block_until(MonotonicTime::max()) != Scheduler::Wait::killed) continue;
      EXPECT_EQ(bench.scheduler.sleep_until(at(1h)), Scheduler::Wait::killed)
          << "the dead do not wait";
    });
  }
  bench.scheduler.spawn(bench.two, "killer", [&] {
    bench.scheduler.sleep_until(at(1ms));
    bench.scheduler.kill(bench.one, [&](bool begin) { ended.push_back(begin ? "[" : "]"); });
    ended.push_back("killer goes on");
    bench.scheduler.sleep_until(at(2ms));
  });
  bench.scheduler.run(MonotonicTime::max());
  EXPECT_EQ(ended,
            (std::vector<std::string>{"[", "third", "second", "first", "]", "killer goes on"}));
  EXPECT_TRUE(bench.one.empty());
}

TEST(Scheduler, ATaskThatKillsItsOwnGroupEndsInTheSamePhase) {
  Bench bench;
  bool went_on_as_dead = false;
  bool unwound = false;
  bench.scheduler.spawn(bench.one, "bystander",
                        [&] { (void)bench.scheduler.block_until(MonotonicTime::max()); });
  bench.scheduler.spawn(bench.one, "suicide", [&] {
    bench.scheduler.kill(bench.one, [&](bool begin) { unwound = !begin && bench.one.empty(); });
    went_on_as_dead = bench.one.dead();
  });
  EXPECT_EQ(bench.scheduler.run(MonotonicTime::max()), Scheduler::Stop::idle);
  EXPECT_TRUE(went_on_as_dead);
  EXPECT_TRUE(unwound);
}

TEST(Scheduler, ATaskThatNeverRanIsDroppedByAKill) {
  Bench bench;
  bool ran = false;
  bench.scheduler.spawn(bench.one, "never", [&] { ran = true; });
  bench.scheduler.kill(bench.one);
  bench.scheduler.run(MonotonicTime::max());
  EXPECT_FALSE(ran);
  EXPECT_TRUE(bench.one.empty());
}

TEST(Scheduler, APausedGroupStandsStillWhileTheOthersGoOn) {
  Bench bench;
  std::vector<Duration> paused_runs;
  int other_runs = 0;
  bench.scheduler.spawn(bench.one, "paused", [&] {
    for (int i = 1; i <= 3; ++i) {
      bench.scheduler.sleep_until(at(i * 1ms));
      paused_runs.push_back(bench.scheduler.now().time_since_epoch());
    }
  });
  bench.scheduler.spawn(bench.two, "other", [&] {
    bench.scheduler.sleep_until(at(1500us));
    bench.scheduler.pause(bench.one);
    for (int i = 2; i <= 10; ++i, ++other_runs) bench.scheduler.sleep_until(at(i * 1ms));
    bench.scheduler.resume(bench.one);
  });
  bench.scheduler.run(MonotonicTime::max());
  EXPECT_EQ(paused_runs, (std::vector<Duration>{1ms, 10ms, 10ms}));
  EXPECT_EQ(other_runs, 9);
}

TEST(Scheduler, TasksThatWakeEachOtherForEverAreALivelock) {
  // Held tasks move time, so only a policy without holds can stand still.
  Bench still("round-robin", 1, {.picks_at_one_instant = 1000});
  for (const char* name : {"ping", "pong"}) {
    still.scheduler.spawn(still.one, name, [&] {
      while (still.scheduler.sleep_until(still.scheduler.now()) != Scheduler::Wait::killed)
        continue;
    });
  }
  EXPECT_EQ(still.scheduler.run(MonotonicTime::max()), Scheduler::Stop::livelock);
}

TEST(Scheduler, ABudgetEndsAWorldThatWouldNotEnd) {
  Bench bench("random", 1, {.picks = 500});
  bench.scheduler.spawn(bench.one, "busy", [&] {
    while (bench.scheduler.sleep_until(bench.scheduler.now() + 1ns) != Scheduler::Wait::killed)
      continue;
  });
  EXPECT_EQ(bench.scheduler.run(MonotonicTime::max()), Scheduler::Stop::budget);
}

TEST(Scheduler, TwoTasksThatWaitInsideCatchKeepTheirOwnExceptions) {
  Bench bench;
  std::vector<std::string> caught;
  for (const char* name : {"left", "right"}) {
    bench.scheduler.spawn(bench.one, name, [&, name] {
      try {
        throw std::string(name);
      } catch (const std::string&) {
        bench.scheduler.sleep_until(bench.scheduler.now() + 1ms);
        try {
          throw;
        } catch (const std::string& again) {
          caught.push_back(again);
        }
      }
    });
  }
  bench.scheduler.run(MonotonicTime::max());
  std::ranges::sort(caught);
  EXPECT_EQ(caught, (std::vector<std::string>{"left", "right"}));
}

std::uint64_t hash_of_a_run(std::string_view policy, std::uint64_t seed, bool with_bystander,
                            bool keep = false) {
  Bench bench(policy, seed);
  if (keep) bench.trace.keep();
  Decisions decisions(seed);
  for (int i = 0; i < 5; ++i) {
    bench.scheduler.spawn(bench.one, "worker", [&] {
      for (int step = 0; step < 20; ++step) {
        const auto bits = decisions.draw(*SimTask::current(), Domain::disk, 7);
        bench.scheduler.sleep_until(bench.scheduler.now() + Decisions::between(bits, 1us, 3us));
      }
    });
  }
  if (with_bystander) bench.scheduler.spawn(bench.two, "bystander", [] {});
  bench.scheduler.run(MonotonicTime::max());
  std::uint64_t again = 0;
  for (const Event& event : bench.trace.events()) {
    again =
        Trace::fold(again, event.at_ns, event.kind, event.actor, event.a, event.b, event.digest);
  }
  if (keep) {
    EXPECT_EQ(again, bench.trace.hash()) << "the hash follows from the kept events";
  }
  return bench.trace.hash();
}

TEST(Scheduler, EqualSeedsGiveEqualTracesAndOthersDoNot) {
  for (const PolicySpec& policy : policies()) {
    EXPECT_EQ(hash_of_a_run(policy.name, 1, false), hash_of_a_run(policy.name, 1, false))
        << policy.name;
    EXPECT_NE(hash_of_a_run(policy.name, 1, false), hash_of_a_run(policy.name, 2, false))
        << policy.name;
    EXPECT_NE(hash_of_a_run(policy.name, 1, false), hash_of_a_run(policy.name, 1, true))
        << policy.name;
  }
}

TEST(Scheduler, KeepingTheEventsDoesNotChangeTheHash) {
  EXPECT_EQ(hash_of_a_run("random", 3, true, true), hash_of_a_run("random", 3, true, false));
}

TEST(Decisions, ATasksDrawsDoNotDependOnWhoElseExists) {
  auto draws = [](bool with_bystander) {
    Bench bench("random", 9);
    Decisions decisions(9);
    std::vector<std::uint64_t> seen;
    if (with_bystander) {
      bench.scheduler.spawn(bench.one, "bystander",
                            [&] { (void)decisions.draw(*SimTask::current(), Domain::network, 5); });
    }
    bench.scheduler.spawn(bench.one, "worker", [&] {
      for (int i = 0; i < 3; ++i)
        seen.push_back(decisions.draw(*SimTask::current(), Domain::network, 5));
    });
    bench.scheduler.run(MonotonicTime::max());
    return seen;
  };
  EXPECT_EQ(draws(false), draws(true));
  EXPECT_NE(draws(false)[0], draws(false)[1]);
}

TEST(Decisions, BetweenReachesBothEndsAndNothingBeyond) {
  EXPECT_EQ(Decisions::between(0, 3ns, 9ns), 3ns);
  EXPECT_EQ(Decisions::between(~std::uint64_t{0}, 3ns, 9ns), 9ns);
  EXPECT_EQ(Decisions::between(12345, 4ns, 4ns), 4ns);
}

}  // namespace
}  // namespace rollcall::sim
