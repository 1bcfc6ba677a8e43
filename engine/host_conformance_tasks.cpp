#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "engine/host_conformance_claims.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

void monotonic_time_never_goes_back(Host& host, HostArm&) {
  MonotonicTime last = host.now();
  for (int i = 0; i < 1000; ++i) {
    const MonotonicTime now = host.now();
    ASSERT_GE(now, last);
    last = now;
  }
}

void wall_time_passes_with_monotonic_time(Host& host, HostArm&) {
  const WallTime before = host.wall_now();
  host.sleep_for(5ms);
  EXPECT_GE(host.wall_now() - before, 4ms);  // a wall clock may be slewed meanwhile
}

void sleep_lasts_until_its_deadline(Host& host, HostArm& arm) {
  for (const Duration delay : {Duration(1us), Duration(1ms), Duration(20ms)}) {
    const MonotonicTime deadline = host.now() + delay;
    host.sleep_until(deadline);
    expect_reached(host, arm, deadline);
  }
}

void sleep_until_a_passed_deadline_returns_at_once(Host& host, HostArm& arm) {
  const MonotonicTime before = host.now();
  host.sleep_until(before - 1h);
  host.sleep_until(MonotonicTime::min());
  EXPECT_LE(host.now(), before + arm.slack());
}

void join_waits_for_the_end_of_the_body(Host& host, HostArm&) {
  bool done = false;
  const auto task = host.spawn("sleeper", [&] {
    host.sleep_for(5ms);
    done = true;
  });
  task->join();
  EXPECT_TRUE(done);
  task->join();  // once more does no harm
}

void destroying_a_task_joins_it(Host& host, HostArm&) {
  bool done = false;
  {
    const auto task = host.spawn("sleeper", [&] {
      host.sleep_for(5ms);
      done = true;
    });
  }
  EXPECT_TRUE(done);
}

void tasks_run_beside_each_other(Host& host, HostArm& arm) {
  const MonotonicTime start = host.now();
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.reserve(20);
  for (int i = 0; i < 20; ++i) {
    tasks.push_back(host.spawn("sleeper", [&] { host.sleep_until(start + 20ms); }));
  }
  tasks.clear();
  expect_reached(host, arm, start + 20ms);
}

void a_monitor_lets_one_task_in_at_a_time(Host& host, HostArm&) {
  const auto monitor = host.make_monitor();
  int inside = 0;
  int entries = 0;
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.reserve(8);
  for (int i = 0; i < 8; ++i) {
    tasks.push_back(host.spawn("visitor", [&] {
      for (int visit = 0; visit < 20; ++visit) {
        const Guard guard(*monitor);
        EXPECT_EQ(++inside, 1);
        host.sleep_for(10us);
        --inside;
        ++entries;
      }
    }));
  }
  tasks.clear();
  EXPECT_EQ(entries, 8 * 20);
}

void a_wait_without_notification_ends_at_its_deadline(Host& host, HostArm& arm) {
  const auto monitor = host.make_monitor();
  const Guard guard(*monitor);
  const MonotonicTime deadline = host.now() + 5ms;
  while (monitor->wait_until(deadline)) {
    ASSERT_LT(host.now(), deadline + arm.slack()) << "true for ever, though nobody notified";
  }
  expect_reached(host, arm, deadline);
}

void a_wait_with_a_passed_deadline_returns_false_at_once(Host& host, HostArm& arm) {
  const auto monitor = host.make_monitor();
  const Guard guard(*monitor);
  const MonotonicTime before = host.now();
  EXPECT_FALSE(monitor->wait_until(before - 1h));
  EXPECT_FALSE(monitor->wait_until(MonotonicTime::min()));
  EXPECT_LE(host.now(), before + arm.slack());
}

void a_waiting_task_leaves_the_monitor_to_others_and_holds_it_again(Host& host, HostArm&) {
  const auto monitor = host.make_monitor();
  bool waiting = false;
  bool said = false;
  bool inside = false;
  const auto waiter = host.spawn("waiter", [&] {
    const Guard guard(*monitor);
    waiting = true;
    while (!said) monitor->wait_until(MonotonicTime::max());
    EXPECT_FALSE(inside) << "came back without the monitor";
  });
  while (true) {
    const Guard guard(*monitor);
    if (waiting) break;
    monitor->wait_until(host.now() + 1ms);
  }
  {
    const Guard guard(*monitor);
    said = inside = true;
    monitor->notify_one();
    host.sleep_for(5ms);
    inside = false;
  }
  waiter->join();
}

/// Tasks that wait for a ticket; whoever adds tickets says how they notify.
struct TicketOffice {
  std::unique_ptr<Monitor> monitor;
  int tickets = 0;
  int waiting = 0;
  int served = 0;

  std::unique_ptr<Task> customer(Host& host) {
    return host.spawn("customer", [this] {
      const Guard guard(*monitor);
      ++waiting;
      while (tickets == 0) monitor->wait_until(MonotonicTime::max());
      --tickets;
      --waiting;
      ++served;
    });
  }

  void wait_for(Host& host, const int& number, int value) {
    while (true) {
      {
        const Guard guard(*monitor);
        if (number == value) return;
      }
      host.sleep_for(100us);
    }
  }
};

void notify_one_wakes_a_waiter(Host& host, HostArm&) {
  TicketOffice office{.monitor = host.make_monitor()};
  std::vector<std::unique_ptr<Task>> customers;
  customers.reserve(3);
  for (int i = 0; i < 3; ++i) customers.push_back(office.customer(host));
  office.wait_for(host, office.waiting, 3);
  for (int expected = 1; expected <= 3; ++expected) {
    {
      const Guard guard(*office.monitor);
      ++office.tickets;
      office.monitor->notify_one();
    }
    office.wait_for(host, office.served, expected);
  }
}

void notify_all_wakes_every_waiter(Host& host, HostArm&) {
  TicketOffice office{.monitor = host.make_monitor()};
  std::vector<std::unique_ptr<Task>> customers;
  customers.reserve(10);
  for (int i = 0; i < 10; ++i) customers.push_back(office.customer(host));
  office.wait_for(host, office.waiting, 10);
  {
    const Guard guard(*office.monitor);
    office.tickets = 10;
    office.monitor->notify_all();
  }
  office.wait_for(host, office.served, 10);
}

void a_notification_without_waiters_is_not_kept(Host& host, HostArm& arm) {
  const auto monitor = host.make_monitor();
  const Guard guard(*monitor);
  monitor->notify_one();
  monitor->notify_all();
  const MonotonicTime deadline = host.now() + 5ms;
  while (monitor->wait_until(deadline)) {
    ASSERT_LT(host.now(), deadline + arm.slack());
  }
  expect_reached(host, arm, deadline);
}

void entropy_differs_from_call_to_call(Host& host, HostArm&) {
  std::vector<std::array<std::byte, 16>> draws(64);
  for (auto& draw : draws) host.entropy(draw);
  std::ranges::sort(draws);
  EXPECT_EQ(std::ranges::adjacent_find(draws), draws.end());
}

void entropy_fills_every_byte(Host& host, HostArm&) {
  std::vector<std::byte> bytes(1000);
  std::vector<bool> changed(bytes.size());
  for (int i = 0; i < 10; ++i) {  // a byte stays zero ten times by chance in 1 of 2^80 cases
    host.entropy(bytes);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      if (bytes[at] != std::byte{}) changed[at] = true;
    }
  }
  EXPECT_EQ(std::ranges::count(changed, false), 0);
  host.entropy({});
}

void a_named_step_may_be_reached_anywhere(Host& host, HostArm&) {
  host.reached("conformance.started");
  host.spawn("stepper", [&] { host.reached("conformance.stepped"); })->join();
  const auto monitor = host.make_monitor();
  const Guard guard(*monitor);
  host.reached("conformance.locked");
}

constexpr HostClaim claims[] = {
    {"MonotonicTimeNeverGoesBack", monotonic_time_never_goes_back},
    {"WallTimePassesWithMonotonicTime", wall_time_passes_with_monotonic_time},
    {"SleepLastsUntilItsDeadline", sleep_lasts_until_its_deadline},
    {"SleepUntilAPassedDeadlineReturnsAtOnce", sleep_until_a_passed_deadline_returns_at_once},
    {"JoinWaitsForTheEndOfTheBody", join_waits_for_the_end_of_the_body},
    {"DestroyingATaskJoinsIt", destroying_a_task_joins_it},
    {"TasksRunBesideEachOther", tasks_run_beside_each_other},
    {"AMonitorLetsOneTaskInAtATime", a_monitor_lets_one_task_in_at_a_time},
    {"AWaitWithoutNotificationEndsAtItsDeadline", a_wait_without_notification_ends_at_its_deadline},
    {"AWaitWithAPassedDeadlineReturnsFalseAtOnce",
     a_wait_with_a_passed_deadline_returns_false_at_once},
    {"AWaitingTaskLeavesTheMonitorToOthersAndHoldsItAgain",
     a_waiting_task_leaves_the_monitor_to_others_and_holds_it_again},
    {"NotifyOneWakesAWaiter", notify_one_wakes_a_waiter},
    {"NotifyAllWakesEveryWaiter", notify_all_wakes_every_waiter},
    {"ANotificationWithoutWaitersIsNotKept", a_notification_without_waiters_is_not_kept},
    {"EntropyDiffersFromCallToCall", entropy_differs_from_call_to_call},
    {"EntropyFillsEveryByte", entropy_fills_every_byte},
    {"ANamedStepMayBeReachedAnywhere", a_named_step_may_be_reached_anywhere},
};

}  // namespace

std::span<const HostClaim> host_task_claims() { return claims; }

}  // namespace rollcall
