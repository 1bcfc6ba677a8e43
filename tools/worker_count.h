// How many worker processes long work gets.
#pragma once

#include <algorithm>
#include <thread>

namespace rollcall::tools {

/// How many worker processes --jobs means: one per core unless it says otherwise.
[[nodiscard]] inline unsigned worker_count(unsigned jobs) {
  return jobs > 0 ? jobs : std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace rollcall::tools
