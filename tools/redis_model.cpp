#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ranges>
#include <span>
#include <string>

#include "engine/os/os_host.h"
#include "sim/redis/hash.h"
#include "sim/redis/limits.h"
#include "sim/redis/version.h"
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

void draw_hash_key() {
  OsHost host;
  sim::redis::HashKey key;
  host.entropy(std::as_writable_bytes(std::span(&key, 1)));
  sim::redis::set_hash_key(key);
}

// "CLIENT|PAUSE" as it is typed.
std::string typed(std::string_view command) {
  std::string words(command);
  std::ranges::replace(words, '|', ' ');
  return words;
}

}  // namespace

std::string limits_of_the_redis_model() {
  std::string text = "Redis's commands that it does not know (see also: list redis-commands)\n";
  for (const sim::redis::NotModelled& group : sim::redis::not_modelled()) {
    text += fmt::format("  {}: {}\n", group.what,
                        fmt::join(group.commands | std::views::transform(typed), ", "));
  }
  text += "Where it stops short of Redis\n";
  for (const std::string& limit : sim::redis::limits()) text += fmt::format("  {}\n", limit);
  return text;
}

Exit redis_model(const RedisModelOptions& options) {
  allow_as_many_clients_as_the_machine_does();
  draw_hash_key();
  auto listener = RedisListener::open(options.host, options.port);
  if (!listener) return complain(listener.error());
  fmt::print("the model of Redis {} listens on {}; SHUTDOWN, SIGTERM or Ctrl-C ends it\n",
             sim::redis::redis_version, (*listener)->address());
  std::fflush(stdout);
  while (!interrupted() && !(*listener)->ends()) (*listener)->turn();
  return Exit::kept;
}

}  // namespace rollcall::tools
