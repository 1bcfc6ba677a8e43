#include "engine/pending_queue.h"

#include <gtest/gtest.h>

#include "engine/observed_host.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

class PendingQueueTest : public testing::Test {
 protected:
  void add(std::int64_t id, Duration delay) {
    queue_.add({.handle = std::to_string(id), .user = {}}, start_ + delay);
  }
  std::vector<std::int64_t> take() {
    std::vector<std::int64_t> ids;
    for (const PendingUser& pending : queue_.take_due()) ids.push_back(std::stol(pending.handle));
    return ids;
  }

  ObservedHost host_;
  PendingQueue queue_{host_, 50ms};
  MonotonicTime start_ = host_.now();
};

TEST_F(PendingQueueTest, GivesOutWhatIsDueTheEarliestFirst) {
  add(1, 0ms);
  add(2, -1ms);
  add(3, 0ms);
  add(4, 1h);
  EXPECT_EQ(take(), (std::vector<std::int64_t>{2, 1, 3}));
}

TEST_F(PendingQueueTest, WhoIsAddedAgainIsThereOnce) {
  add(1, 0ms);
  add(1, 0ms);
  add(2, 0ms);
  EXPECT_EQ(take(), (std::vector<std::int64_t>{1, 2}));
  add(1, 0ms);
  EXPECT_EQ(take(), std::vector<std::int64_t>{1}) << "once she is taken, she may come again";
}

TEST_F(PendingQueueTest, WaitsUntilTheFirstIsDue) {
  add(1, 30ms);
  EXPECT_EQ(take(), std::vector<std::int64_t>{1});
  EXPECT_GE(host_.now(), start_ + 30ms);
}

TEST_F(PendingQueueTest, WakesForOneThatIsAddedWhileItWaits) {
  add(1, 1h);
  auto other = host_.spawn("other", [&] {
    host_.sleep_for(10ms);
    add(2, 0ms);
  });
  EXPECT_EQ(take(), std::vector<std::int64_t>{2});
}

TEST_F(PendingQueueTest, ClosedItEndsWhenItIsEmpty) {
  add(1, 20ms);
  queue_.close();
  EXPECT_EQ(take(), std::vector<std::int64_t>{1});
  EXPECT_EQ(take(), std::vector<std::int64_t>{});
  EXPECT_LT(host_.now(), start_ + 5s);
}

TEST_F(PendingQueueTest, ClosedItEndsWhenThePatienceIsOver) {
  add(1, 1h);
  queue_.close();
  EXPECT_EQ(take(), std::vector<std::int64_t>{});
  EXPECT_GE(host_.now(), start_ + 50ms);
}

TEST_F(PendingQueueTest, ClosingWakesAnIdleWorker) {
  auto other = host_.spawn("other", [&] {
    host_.sleep_for(10ms);
    queue_.close();
  });
  EXPECT_EQ(take(), std::vector<std::int64_t>{});
}

}  // namespace
}  // namespace rollcall
