#include "sim/schedule/timer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace rollcall::sim {
namespace {

RC_GTEST_PROP(TimerHeap, GivesTimersInOrderOfTimeAndKeyWhateverIsRearmedAndDisarmed, ()) {
  TimerHeap heap;
  std::vector<std::unique_ptr<Timer>> timers;
  std::vector<std::pair<std::int64_t, Key>> model(20, {-1, 0});
  for (Key key = 0; key < 20; ++key) timers.push_back(std::make_unique<Timer>(key, [] {}));
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, 20), rc::gen::inRange(-1, 10)));
  for (const auto& [index, time] : steps) {
    auto& timer = *timers[static_cast<std::size_t>(index)];
    model[static_cast<std::size_t>(index)] = {time, static_cast<Key>(index)};
    if (time < 0) {
      heap.disarm(timer);
    } else {
      heap.arm(timer, MonotonicTime(Duration(time)));
    }
  }
  std::erase_if(model, [](const auto& entry) { return entry.first < 0; });
  std::ranges::sort(model);
  for (const auto& [time, key] : model) {
    RC_ASSERT(!heap.empty());
    RC_ASSERT(heap.first().at() == MonotonicTime(Duration(time)));
    RC_ASSERT(&heap.first() == timers[key].get());
    heap.disarm(heap.first());
  }
  RC_ASSERT(heap.empty());
}

TEST(TimerHeap, ADestroyedTimerIsDisarmed) {
  TimerHeap heap;
  {
    Timer timer(1, [] {});
    heap.arm(timer, MonotonicTime(Duration(5)));
  }
  EXPECT_TRUE(heap.empty());
}

}  // namespace
}  // namespace rollcall::sim
