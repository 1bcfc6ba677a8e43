// Monitor as a mutex and a condition variable of the operating system.
#pragma once

#include <condition_variable>
#include <mutex>

#include "engine/host.h"

namespace rollcall {

class OsMonitor : public Monitor {
 public:
  void lock() noexcept override { mutex_.lock(); }
  void unlock() noexcept override { mutex_.unlock(); }
  bool wait_until(MonotonicTime deadline) override;
  void notify_one() noexcept override { condition_.notify_one(); }
  void notify_all() noexcept override { condition_.notify_all(); }

 private:
  std::mutex mutex_;
  std::condition_variable condition_;
};

}  // namespace rollcall
