// What a real redis-server has appended to its files, rewritten ones included.
#pragma once

#include <cstddef>
#include <string>

#include "sim/redis/fidelity/real_redis.h"

namespace rollcall::sim::redis {

class RealLog {
 public:
  // From now on.
  explicit RealLog(const RealRedis& server);
  ~RealLog();
  RealLog(const RealLog&) = delete;
  RealLog& operator=(const RealLog&) = delete;

  // Before a request that rewrites the file, and once that has been done: the old one is deleted,
  // and another begun.
  void hold();
  void go_on();

  [[nodiscard]] std::string bytes() const;

 private:
  const RealRedis& server_;
  std::filesystem::path held_;
  std::string before_;  // of files that have been rewritten
  std::size_t start_;   // of what counts, in the present one
};

}  // namespace rollcall::sim::redis
