#include "tools/version.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "scenarios/fingerprint.h"
#include "sim/redis/version.h"

namespace rollcall::tools {

std::string version_lines() {
  return fmt::format(
      "models Redis {} (RESP 2 and 3), runs the real SQLite {} and Lua 5.1; program {}\n"
      "caused by no fault yet: a Redis replica that lags, and its promotion; Redis's eviction and\n"
      "refusals; a full disk; not simulated: I/O errors, an fsync that fails once, bit rot,\n"
      "write-back before a sync, mmap, a kill in the middle of a write; clock jumps; lasting\n"
      "partitions; memory running out; several app machines; TLS.\n"
      "`validate` runs the same engine on real servers.\n",
      sim::redis::redis_version, sqlite3_libversion(), scenarios::program_fingerprint());
}

}  // namespace rollcall::tools
