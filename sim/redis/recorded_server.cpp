#include "sim/redis/recorded_server.h"

#include "sim/redis/resp_node.h"

namespace rollcall::sim::redis {

RecordedServer::RecordedServer()
    : server_({.persistence = Persistence::aof_always}), connection_(server_.connect()) {
  mark();
}

std::string RecordedServer::ask(const std::vector<std::string>& words, UnixMs now) {
  server_.feed(connection_, resp_request(words), now);
  mark();
  return server_.take_output(connection_);
}

void RecordedServer::active_expire(UnixMs now) {
  server_.active_expire(now);
  mark();
}

void RecordedServer::mark() {
  file_ += server_.take_aof();
  marks_.push_back({file_.size(), server_.snapshot()});
}

}  // namespace rollcall::sim::redis
