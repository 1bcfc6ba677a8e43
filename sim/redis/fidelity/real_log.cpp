#include "sim/redis/fidelity/real_log.h"

#include <filesystem>

namespace rollcall::sim::redis {

RealLog::RealLog(const RealRedis& server)
    : server_(server),
      held_(server.folder() / "held.aof"),
      start_(server.append_only_file_size()) {}

RealLog::~RealLog() {
  std::error_code ignored;
  std::filesystem::remove(held_, ignored);
}

void RealLog::hold() {
  std::filesystem::remove(held_);
  std::filesystem::create_hard_link(server_.append_only_path(), held_);
}

void RealLog::go_on() {
  before_ += bytes_from(held_, start_);
  start_ = 0;
}

std::string RealLog::bytes() const { return before_ + server_.append_only_file(start_); }

}  // namespace rollcall::sim::redis
