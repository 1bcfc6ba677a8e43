#include "sim/disk/sqlite_process.h"

#include <sqlite3.h>

#include "engine/check.h"
#include "sim/disk/sqlite_memory.h"

namespace rollcall::sim {
namespace {

bool configure() {
  // No mutexes: a world has one thread. Pages come from malloc as they are needed: pre-allocation
  // makes a connection that reads three pages five times as big.
  const bool configured =
      configure_sqlite_memory() && sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
      sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0) == SQLITE_OK &&
      sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK && sqlite3_initialize() == SQLITE_OK;
  ROLLCALL_CHECK(configured, "SQLite was in use before the simulation configured it");
  return true;
}

}  // namespace

void configure_sqlite() {
  static const bool configured = configure();
  (void)configured;
}

void seed_sqlite(Key seed) {
  const auto short_seed = static_cast<int>(static_cast<std::uint32_t>(seed ^ (seed >> 32)) | 1U);
  sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, short_seed, static_cast<sqlite3*>(nullptr));
}

void reset_sqlite(std::uint64_t world_seed) {
  configure_sqlite();
  seed_sqlite(mix(world_seed, key_of("sqlite")));
}

}  // namespace rollcall::sim
