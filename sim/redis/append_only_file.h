// Reading an append-only file at start-up.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "sim/redis/instance.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {

// Runs the commands in `bytes` on the instance. A torn tail (of the last command, or of a
// transaction without its EXEC) is not carried out; anything else that is not a command is an
// error, as in Redis.
[[nodiscard]] std::expected<LoadReport, std::string> replay_append_only_file(Instance& instance,
                                                                             std::string_view bytes,
                                                                             UnixMs now);

}  // namespace rollcall::sim::redis
