#include "tools/fitting_redis_server.h"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "engine/os/os_host.h"
#include "engine/os/redis_server_process.h"
#include "engine/redis/redis_client.h"
#include "sim/redis/version.h"

namespace rollcall::tools {
namespace {

constexpr std::string_view series =  // whose servers answer alike
    sim::redis::redis_version.substr(0, sim::redis::redis_version.rfind('.') + 1);

/// "7.0.15"; empty: it does not tell.
std::string version_of(const RedisServerProcess& server) {
  OsHost host;
  RedisClient client(host, {.endpoint = server.endpoint()}, 1);
  const auto info = client.call({"INFO", "server"}, host.now() + std::chrono::seconds(5));
  if (!info) return {};
  constexpr std::string_view label = "redis_version:";
  const std::size_t at = info->text.find(label);
  if (at == std::string::npos) return {};
  const std::size_t start = at + label.size();
  return info->text.substr(start, info->text.find('\r', start) - start);
}

}  // namespace

std::expected<void, std::string> find_fitting_redis_server() {
  const auto server = RedisServerProcess::start({});
  if (!server) return std::unexpected(server.error());
  const std::string version = version_of(**server);
  if (version.starts_with(series)) return {};
  return std::unexpected(
      fmt::format("the redis-server in $PATH is version {}; the model is compared with {}, and {}x "
                  "would do",
                  version.empty() ? "unknown" : version, sim::redis::redis_version, series));
}

}  // namespace rollcall::tools
