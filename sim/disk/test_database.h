// For tests: a connection through the simulated VFS that closes itself. Use in tasks only.
#pragma once

#include <sqlite3.h>

#include <string>

#include "sim/disk/vfs.h"

namespace rollcall::sim {

class TestDatabase {
 public:
  explicit TestDatabase(const char* path = "app.db", int busy_timeout_ms = 2000) {
    open_result = sqlite3_open_v2(path, &database_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                                  simulated_vfs());
    sqlite3_busy_timeout(database_, busy_timeout_ms);
  }
  ~TestDatabase() { sqlite3_close(database_); }
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// SQLite's extended result code.
  int execute(const std::string& sql) {
    sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
    return sqlite3_extended_errcode(database_);
  }
  /// The first column of the first row, or the error message.
  std::string text(const std::string& sql) {
    std::string answer = "(no row)";
    const auto keep = [](void* into, int, char** values, char**) {
      *static_cast<std::string*>(into) = values[0] != nullptr ? values[0] : "(null)";
      return 1;
    };
    const int result = sqlite3_exec(database_, sql.c_str(), keep, &answer, nullptr);
    return result == SQLITE_OK || result == SQLITE_ABORT ? answer : sqlite3_errmsg(database_);
  }
  [[nodiscard]] sqlite3* get() { return database_; }

  int open_result = SQLITE_OK;

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace rollcall::sim
