#include "engine/os/os_clock.h"

#include <algorithm>

namespace rollcall {
namespace {

constexpr long nanoseconds_per_second = 1'000'000'000;

timespec to_timespec(Duration duration) {
  return {.tv_sec = duration.count() / nanoseconds_per_second,
          .tv_nsec = duration.count() % nanoseconds_per_second};
}

}  // namespace

MonotonicTime os_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return MonotonicTime(Duration(time.tv_sec * nanoseconds_per_second + time.tv_nsec));
}

void os_sleep_until(MonotonicTime deadline) {
  // Woken early by a signal handler: looks again.
  while (os_now() < deadline) {
    const timespec wake_up = to_timespec(deadline.time_since_epoch());
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &wake_up, nullptr);
  }
}

timespec time_left(MonotonicTime deadline) {
  const MonotonicTime now = os_now();
  if (deadline <= now) return {};
  return to_timespec(std::min<Duration>(deadline - now, std::chrono::hours(1)));
}

}  // namespace rollcall
