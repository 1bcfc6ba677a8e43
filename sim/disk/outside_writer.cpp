#include "sim/disk/outside_writer.h"

#include <sqlite3.h>

#include <memory>
#include <string>

#include "sim/disk/disk_call.h"
#include "sim/disk/vfs.h"

namespace rollcall::sim {
namespace {

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

int execute(const Database& database, const char* sql) {
  return sqlite3_exec(database.get(), sql, nullptr, nullptr, nullptr);
}

}  // namespace

OutsideWrite hold_write_lock(const Environment& environment, std::string_view path,
                             Duration length) {
  constexpr int for_ever_ms = 2'000'000'000;
  sqlite3* opened = nullptr;
  const int open_result =
      sqlite3_open_v2(std::string(path).c_str(), &opened, SQLITE_OPEN_READWRITE, simulated_vfs());
  const Database database(opened);  // even a failed open leaves a handle to close
  if (open_result == SQLITE_CANTOPEN) return OutsideWrite::no_database;
  if (open_result != SQLITE_OK) return OutsideWrite::failed;
  sqlite3_busy_timeout(database.get(), for_ever_ms);
  const int begun = execute(database, "BEGIN IMMEDIATE");
  if (begun == SQLITE_NOTADB) return OutsideWrite::no_database;
  if (begun != SQLITE_OK) return OutsideWrite::failed;
  (void)environment.scheduler.sleep_until(environment.now() + length);
  execute(database, "ROLLBACK");
  return calling_task().group().dead() ? OutsideWrite::failed : OutsideWrite::held;
}

}  // namespace rollcall::sim
