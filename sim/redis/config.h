// What a server is started with.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::sim::redis {

// What the host writes to disk, and when; the server itself only produces the bytes.
enum class Persistence {
  none,          // save "" and appendonly no
  rdb,           // snapshots at the save points
  aof_always,    // appendfsync always
  aof_everysec,  // appendfsync everysec
  aof_no,        // appendfsync no
};

// A snapshot is due when `seconds` have passed since the last one and at least `changes` happened.
struct SavePoint {
  std::int64_t seconds;
  std::uint64_t changes;
  friend bool operator==(const SavePoint&, const SavePoint&) = default;
};

struct MasterAddress {
  std::string host;
  std::uint16_t port = 0;
  friend bool operator==(const MasterAddress&, const MasterAddress&) = default;
};

// maxmemory-policy: which keys make room, and in what order.
enum class EvictionPolicy {
  volatile_lru,
  volatile_lfu,
  volatile_random,
  volatile_ttl,
  allkeys_lru,
  allkeys_lfu,
  allkeys_random,
  noeviction,
};

struct Config {
  std::int64_t port = 6379;  // that the host listens on, and INFO tells
  Persistence persistence = Persistence::none;
  // When the server starts: that is when it has saved last, for all that LASTSAVE knows.
  std::int64_t started_at_ms = 0;
  // Where the host keeps none, whatever happens, CONFIG SET appendonly changes no more than what
  // CONFIG GET says.
  bool host_keeps_files = true;
  // Where the host carries no bytes between this server and others like it, its replicas are real
  // ones, which read an RDB file, and REPLICAOF finds no master.
  bool host_replicates = true;
  // Those of the redis.conf that Redis ships. None where the server starts without rdb, and then of
  // no effect.
  std::vector<SavePoint> save_points = {{3600, 1}, {300, 100}, {60, 10000}};
  // Empty: every client counts as authenticated.
  std::string requirepass{};
  // Milliseconds after which a script makes others be told BUSY.
  std::int64_t busy_reply_threshold = 5000;
  // Lua instructions after which a script is ended as SCRIPT KILL would end it, where the server
  // has no host who could let others do that, as in the comparisons with redis-server inside one
  // process (fidelity/), where a script that never ends would keep its client waiting for ever.
  // About 5 s of the real Lua.
  std::uint64_t script_instructions_max = 200'000'000;

  std::int64_t maxmemory = 0;  // bytes that the dataset may take; 0: no limit
  EvictionPolicy maxmemory_policy = EvictionPolicy::noeviction;
  std::int64_t maxmemory_samples = 5;  // keys of each database of which the best is evicted
  std::int64_t lfu_log_factor = 10;
  std::int64_t lfu_decay_time = 1;  // minutes
  std::int64_t maxclients = 10000;
  std::int64_t timeout = 0;  // seconds after which an idle client is hung up on; 0: never
  std::int64_t proto_max_bulk_len = 512 << 20;  // bytes of a word, and of what commands build

  // Up to which size Redis holds them compactly: elements, and bytes of one of them.
  std::int64_t hash_max_listpack_entries = 512;
  std::int64_t hash_max_listpack_value = 64;
  std::int64_t set_max_intset_entries = 512;
  std::int64_t stream_node_max_bytes = 4096;
  std::int64_t stream_node_max_entries = 100;
  std::int64_t zset_max_listpack_entries = 128;
  std::int64_t zset_max_listpack_value = 64;

  // What refuses commands under the Conditions of server.h.
  bool stop_writes_on_bgsave_error = true;
  std::int64_t min_replicas_to_write = 0;
  std::int64_t min_replicas_max_lag = 10;  // seconds; 0: min_replicas_to_write counts for nothing
  bool replica_read_only = true;
  bool replica_serve_stale_data = true;
  bool replica_ignore_maxmemory = true;

  // Whom the server follows from its start on; REPLICAOF changes it.
  std::optional<MasterAddress> replicaof{};
  std::string masterauth{};  // what it logs in with there

  // What clients have set that changes nothing here: name and value.
  std::map<std::string, std::string, std::less<>> without_effect{};
};

[[nodiscard]] constexpr bool appends_to_file(Persistence persistence) {
  return persistence == Persistence::aof_always || persistence == Persistence::aof_everysec ||
         persistence == Persistence::aof_no;
}

}  // namespace rollcall::sim::redis
