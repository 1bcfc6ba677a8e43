// A master and its replicas: what a server knows of them, on both sides.
//
// What a master's commands have changed goes to its replicas as they change it, in one stream of
// bytes that both count; a replica acknowledges how far it has come, once a second and whenever it
// is asked (for WAIT). Not modelled: going on where a broken link stopped (PSYNC with an offset:
// every link begins with all the data), the delay of a transfer to several replicas at once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "sim/redis/config.h"
#include "sim/redis/master_link.h"

namespace rollcall::sim::redis {

class Instance;
struct Session;
using UnixMs = std::int64_t;

struct Replication {
  std::uint64_t history = 0;  // counts the beginnings of streams: each has an id of its own
  bool wants_acknowledgements = false;
  UnixMs pinged_at = 0;
  std::unique_ptr<MasterLink> link{};  // not null: it follows a master
  std::uint64_t links = 0;             // how often the host has had to connect to a master
};

// Of the stream that begins or has begun: forty hexadecimal digits.
[[nodiscard]] std::string replication_id(const Instance& instance);
// Where the stream ends; of a replica, that of its master as far as it has come.
[[nodiscard]] std::int64_t replication_offset(const Instance& instance);

[[nodiscard]] bool is_fed(const Session& session);
// Replicas that have acknowledged the stream up to `offset`.
[[nodiscard]] std::int64_t count_acknowledged(const Instance& instance, std::int64_t offset);
// Replicas that min-replicas-to-write counts.
[[nodiscard]] std::int64_t count_good_replicas(const Instance& instance, UnixMs now);

// The session is sent all data, and from then on what changes. PSYNC is told which stream that is,
// and acknowledges it; SYNC, which replicas used before, does neither.
enum class Handshake { sync, psync };
void begin_feeding(Instance& instance, Session& session, Handshake handshake, UnixMs now);
// What has changed goes into the outputs of the replicas.
void feed_replicas(Instance& instance);
// Answers WAIT where enough has been acknowledged.
void serve_those_who_await_replicas(Instance& instance);

void close_replicas(Instance& instance);

// From now on a replica of `master`; nothing: a master.
void follow(Instance& instance, const std::optional<MasterAddress>& master);
// Clients that wait are told that a master has become a replica, and closed.
void turn_away_waiting(Instance& instance);
// Once a second: PING to the replicas, acknowledgements to the master, and an end to links that
// have been silent for repl-timeout.
void run_replication_cycle(Instance& instance, UnixMs now);

}  // namespace rollcall::sim::redis
