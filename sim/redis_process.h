// A Redis server as the program of a simulated process: the event loop around the state machine of
// sim/redis.
//
// One turn of the loop is Redis's own (server.c, beforeSleep): commands run, then their effects are
// written to the append-only file and, with `always`, synced, and only then the replies leave. So a
// reply tells exactly what the persistence mode has made of its command, and kills and power losses
// need no code here: they take what they find.
//
// While it loads a file at its start, it answers now and then (after 1024 commands, or 2 MiB of a
// snapshot), with LOADING for the most part, and not at all in between. A smaller file is loaded at
// once.
//
// A script takes its time (25 ns for an instruction of Lua). Once that is longer than
// busy-reply-threshold, the others are served in the middle of it, with BUSY, and may end it.
//
// A replica asks its master for all its data and carries out what changes there; the master's
// answers to it pass "redis.reply" labelled PSYNC.
//
// Not modelled: rewriting of the append-only file.
//
//     Machine& box = world.add_machine("redis");
//     world.start(world.add_process(box, "redis", redis_program(world, {.persistence =
//     redis::Persistence::aof_always})));
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/host.h"
#include "sim/redis/config.h"
#include "sim/world.h"

namespace rollcall::sim {

struct RedisOptions {
  redis::Persistence persistence = redis::Persistence::none;
  std::uint16_t port = 6379;
  std::string password{};  ///< of the default user; empty: everybody is let in
  /// Whom it follows from its start on, with the same password.
  std::optional<Endpoint> replica_of{};
  /// A replica carries out what has come from its master so much later.
  Duration replica_lag{};
};

/// Listens on its process's machine; files are `appendonly.aof` and `dump.rdb` on that machine's
/// disk. Its points are "redis.request" and "redis.reply", labelled with the name of the first
/// command that they carry.
[[nodiscard]] std::function<void(Host&)> redis_program(World& world, RedisOptions options);

/// The name of the first command in what a client sends ("HSET"), a view into it.
[[nodiscard]] std::string_view redis_command_name(std::string_view request);

}  // namespace rollcall::sim
