#include <fmt/format.h>

#include <chrono>
#include <string>

#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/jobs.h"
#include "tools/redis_listener.h"

namespace rollcall::tools {

Exit redis_model(const RedisModelOptions& options) {
  auto listener = RedisListener::open(options.host, options.port);
  if (!listener) return complain(listener.error());
  fmt::print("the model of Redis 7.0.15 listens on {}; SIGTERM or Ctrl-C ends it\n",
             (*listener)->address());
  std::fflush(stdout);
  while (!interrupted()) (*listener)->turn();
  return Exit::kept;
}

}  // namespace rollcall::tools
