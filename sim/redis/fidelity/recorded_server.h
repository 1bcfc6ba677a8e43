// A server for tests, with what a host would have on disk of it.
#pragma once

#include <string>
#include <vector>

#include "sim/redis/server.h"

namespace rollcall::sim::redis {

class RecordedServer {
 public:
  RecordedServer();

  // Answers one request and keeps its effects.
  std::string ask(const std::vector<std::string>& words, UnixMs now);
  void active_expire(UnixMs now);

  struct Mark {
    std::size_t file_size;
    std::string snapshot;
  };
  // How the file and the dataset were after each unit, the empty start included.
  [[nodiscard]] const std::vector<Mark>& marks() const { return marks_; }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] std::string snapshot() const { return server_.snapshot(); }

 private:
  void mark();

  Server server_;
  ConnectionId connection_;
  std::string file_;
  std::vector<Mark> marks_;
};

}  // namespace rollcall::sim::redis
