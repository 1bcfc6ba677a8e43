// What a server is started with.
#pragma once

#include <cstdint>
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

struct Config {
  Persistence persistence = Persistence::none;
  // Those of the redis.conf that Redis ships; used with rdb only.
  std::vector<SavePoint> save_points = {{3600, 1}, {300, 100}, {60, 10000}};
  // Empty: every client counts as authenticated.
  std::string requirepass{};
  // How many connections whoever hosts the server should accept.
  std::int64_t maxclients = 10'000;
  // Lua instructions after which a script is ended as SCRIPT KILL would end it. Redis waits for an
  // operator instead; a pure state machine has nobody to wait for. About 5 s of the real Lua.
  std::uint64_t script_instructions_max = 200'000'000;
};

[[nodiscard]] constexpr bool appends_to_file(Persistence persistence) {
  return persistence == Persistence::aof_always || persistence == Persistence::aof_everysec ||
         persistence == Persistence::aof_no;
}

}  // namespace rollcall::sim::redis
