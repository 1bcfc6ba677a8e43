#include "engine/os/os_monitor.h"

#include <chrono>

namespace rollcall {

bool OsMonitor::wait_until(MonotonicTime deadline) {
  // libstdc++ waits for steady_clock by CLOCK_MONOTONIC itself, the clock of MonotonicTime.
  const std::chrono::time_point<std::chrono::steady_clock, Duration> steady(
      deadline.time_since_epoch());
  std::unique_lock<std::mutex> held(mutex_, std::adopt_lock);
  const bool in_time = condition_.wait_until(held, steady) == std::cv_status::no_timeout;
  held.release();
  return in_time;
}

}  // namespace rollcall
