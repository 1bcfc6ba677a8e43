// States of a server in which it refuses commands: for whoever injects faults.
#pragma once

#include <cstdint>
#include <string>

namespace rollcall::sim::redis {

// What has happened to the server from outside. It keeps answering; what it then refuses, with
// which words, and which of two conditions speaks first, is Redis's (see refusals.cpp). Three more
// states need no help from outside: maxmemory reached (OOM), maxclients reached, and a script that
// runs and runs (BUSY).
struct Conditions {
  // A snapshot is being written in the background: SAVE and BGSAVE wait for no other.
  bool saving = false;
  // The last snapshot in the background failed. MISCONF for writes and PING, while there are save
  // points and stop-writes-on-bgsave-error is "yes".
  bool snapshot_failed = false;
  // Why the append-only file could not be written, as "No space left on device"; empty: it could.
  // MISCONF for writes and PING, while there is such a file.
  std::string append_error{};
  // Replicas, besides the connected ones, that lag no more than min-replicas-max-lag. NOREPLICAS
  // for writes while all of these are fewer than min-replicas-to-write.
  std::int64_t good_replicas = 0;
  // The server follows a master, as REPLICAOF sets it too. READONLY for writes, unless
  // replica-read-only is "no".
  bool replica = false;
  // The master cannot be reached, or has not yet sent its data. MASTERDOWN for all but commands
  // flagged `stale`, when the server is a replica and replica-serve-stale-data is "no".
  bool master_link_down = false;
  // The dataset is being loaded. LOADING for all but commands flagged `loading`.
  bool loading = false;
};

}  // namespace rollcall::sim::redis
