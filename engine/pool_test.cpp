#include "engine/pool.h"

#include <gtest/gtest.h>

#include <atomic>

#include "engine/observed_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

struct Boat {
  int number = 0;
  bool afloat = true;
  [[nodiscard]] bool usable() const { return afloat; }
};
using Harbour = Pool<Boat, std::string>;

class PoolTest : public testing::Test {
 protected:
  Harbour make(std::size_t capacity) {
    return Harbour(host_, {.capacity = capacity,
                           .open = [this](MonotonicTime) -> Harbour::Opened {
                             if (sold_out_) return std::unexpected("sold out");
                             return std::make_unique<Boat>(Boat{++built_});
                           },
                           .exhausted_step = "boats.gone",
                           .exhausted = "no boat"});
  }
  MonotonicTime soon() { return host_.now() + 20ms; }
  MonotonicTime later() { return host_.now() + 10s; }

  ObservedHost host_;
  std::atomic<int> built_ = 0;
  std::atomic<bool> sold_out_ = false;
};

TEST_F(PoolTest, OpensOnlyWhatIsNeededAndReusesTheLastOne) {
  Harbour pool = make(3);
  EXPECT_EQ(built_, 0);
  {
    const auto first = pool.acquire(soon());
    const auto second = pool.acquire(soon());
    EXPECT_EQ((*first)->number, 1);
    EXPECT_EQ((*second)->number, 2);
  }
  // The first lease ended last.
  EXPECT_EQ((*pool.acquire(soon()))->number, 1);
  EXPECT_EQ(built_, 2);
}

TEST_F(PoolTest, NeverHoldsMoreThanItsCapacity) {
  Harbour pool = make(1);
  const auto first = pool.acquire(soon());
  const auto second = pool.acquire(soon());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error(), "no boat");
  EXPECT_EQ(host_.count("boats.gone"), 1U);
  EXPECT_EQ(built_, 1);
}

TEST_F(PoolTest, AFailedOpeningLeavesItsPlaceFree) {
  Harbour pool = make(1);
  sold_out_ = true;
  EXPECT_EQ(pool.acquire(soon()).error(), "sold out");
  sold_out_ = false;
  EXPECT_TRUE(pool.acquire(soon()).has_value());
}

TEST_F(PoolTest, WhatIsDiscardedOrUnusableNeverComesBack) {
  Harbour pool = make(1);
  pool.acquire(soon())->discard();
  EXPECT_EQ((*pool.acquire(soon()))->number, 2);
  (*pool.acquire(soon()))->afloat = false;
  EXPECT_EQ((*pool.acquire(soon()))->number, 3);
}

TEST_F(PoolTest, WhoeverWaitsLongestIsServedNext) {
  Harbour pool = make(1);
  auto held = pool.acquire(later());
  std::vector<int> order;  // written by the holder of the only boat
  std::vector<std::unique_ptr<Task>> waiters;
  while (waiters.size() < 20) {
    const int i = static_cast<int>(waiters.size());
    waiters.push_back(host_.spawn("waiter", [&, i] {
      const auto boat = pool.acquire(later());
      ASSERT_TRUE(boat.has_value());
      order.push_back(i);
    }));
    while (pool.waiting() == waiters.size() - 1) host_.sleep_for(1ms);
  }
  held = std::unexpected("given back");
  for (auto& waiter : waiters) waiter->join();
  ASSERT_EQ(order.size(), 20U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST_F(PoolTest, WhoGaveUpWaitingIsPassedOver) {
  Harbour pool = make(1);
  auto held = pool.acquire(later());
  EXPECT_FALSE(pool.acquire(soon()).has_value());
  held = std::unexpected("given back");
  EXPECT_TRUE(pool.acquire(soon()).has_value());
}

TEST_F(PoolTest, AFreedPlaceLetsAWaiterOpenAnother) {
  Harbour pool = make(1);
  auto held = pool.acquire(later());
  int number = 0;
  auto waiter = host_.spawn("waiter", [&] { number = (*pool.acquire(later()))->number; });
  host_.sleep_for(5ms);
  held->discard();
  waiter->join();
  EXPECT_EQ(number, 2);
}

TEST_F(PoolTest, ManyTasksShareFewResourcesWithoutLosingOne) {
  Harbour pool = make(4);
  std::atomic<int> in_use = 0;
  std::atomic<int> peak = 0;
  std::atomic<int> served = 0;
  host_.at_once(50, [&](std::size_t) {
    for (int round = 0; round < 50; ++round) {
      auto boat = pool.acquire(later());
      ASSERT_TRUE(boat.has_value());
      peak = std::max(peak.load(), ++in_use);
      if (round % 7 == 0) (*boat)->afloat = false;
      --in_use;
      ++served;
    }
  });
  EXPECT_EQ(served, 2'500);
  EXPECT_LE(peak, 4);
  std::vector<Harbour::Lease> all;
  all.reserve(4);
  for (int i = 0; i < 4; ++i) all.push_back(*pool.acquire(soon()));
}

}  // namespace
}  // namespace rollcall
