// How long things take in a world, in virtual time. Each range is drawn uniformly, both ends
// included.
#pragma once

#include "engine/host.h"

namespace rollcall::sim {

struct Range {
  Duration least{};
  Duration most{};
};

struct Latency {
  Range client_message{};    ///< client to app process, one way
  Range redis_message{};     ///< app process to Redis, one way
  Range redis_command{};     ///< service time of one command, on Redis's single thread
  Range redis_load{};        ///< one MiB of the file that Redis loads when it starts
  Range disk_read{};         ///< a VFS read (mostly from the page cache)
  Range disk_write{};        ///< a write into the page cache
  Range disk_sync{};         ///< fdatasync: what a commit costs
  Duration password_hash{};  ///< one Argon2id stand-in, of which one per core runs at a time
};

}  // namespace rollcall::sim
