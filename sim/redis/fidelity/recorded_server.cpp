#include "sim/redis/fidelity/recorded_server.h"

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

RecordedServer::RecordedServer()
    : server_({.persistence = Persistence::aof_always}), connection_(server_.connect()) {
  mark();
}

std::string RecordedServer::ask(const std::vector<std::string>& words, UnixMs now) {
  server_.feed(connection_, resp_request(words), now);
  mark();
  std::string answer = server_.take_output(connection_);
  if (server_.is_waiting(connection_)) {  // nobody else will serve it
    server_.disconnect(connection_);
    connection_ = server_.connect();
  }
  return answer;
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
