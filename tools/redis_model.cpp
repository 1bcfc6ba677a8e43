#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <string>

#include "tools/commands.h"
#include "tools/complaint.h"
#include "tools/jobs.h"
#include "tools/redis_listener.h"

namespace rollcall::tools {
namespace {

// A shell's usual limit is a tenth of maxclients.
void allow_as_many_clients_as_the_machine_does() {
  rlimit descriptors{};
  if (getrlimit(RLIMIT_NOFILE, &descriptors) != 0) return;
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
}

}  // namespace

Exit redis_model(const RedisModelOptions& options) {
  allow_as_many_clients_as_the_machine_does();
  auto listener = RedisListener::open(options.host, options.port);
  if (!listener) return complain(listener.error());
  fmt::print("the model of Redis 7.0.15 listens on {}; SHUTDOWN, SIGTERM or Ctrl-C ends it\n",
             (*listener)->address());
  std::fflush(stdout);
  while (!interrupted() && !(*listener)->ends()) (*listener)->turn();
  return Exit::kept;
}

}  // namespace rollcall::tools
