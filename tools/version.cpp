#include "tools/version.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "scenarios/fingerprint.h"

namespace rollcall::tools {

std::string version_lines() {
  return fmt::format(
      "models Redis 7.0.15 (RESP 2), runs the real SQLite {} and Lua 5.1; program {}\n"
      "not simulated: Redis replication, eviction, LOADING and refusals; full disks, I/O errors, "
      "bit "
      "rot, write-back\n"
      "before a sync, mmap; clock jumps; partitions of more than one link; memory running out; "
      "TLS. "
      "`rollcall validate`\n"
      "runs the same engine on real servers.\n",
      sqlite3_libversion(), scenarios::program_fingerprint());
}

}  // namespace rollcall::tools
