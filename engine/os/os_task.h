// Task as a joinable thread.
#pragma once

#include <pthread.h>

#include <functional>
#include <string_view>

#include "engine/host.h"
#include "engine/os/gauge.h"

namespace rollcall {

class OsTask : public Task {
 public:
  /// Starts the thread. `tasks` counts it until its body ends. The system shows the first 15 bytes
  /// of `name`.
  OsTask(std::string_view name, std::function<void()> body, Gauge& tasks);
  ~OsTask() override { join(); }
  void join() noexcept override;

 private:
  pthread_t thread_{};
  bool joined_ = false;
};

}  // namespace rollcall
