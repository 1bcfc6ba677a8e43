// One execution of a prepared statement. Destruction resets the statement, which ends its read or
// write.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "engine/sqlite/sqlite_error.h"

struct sqlite3_stmt;

namespace rollcall {

class Database;

class Query {
 public:
  Query(Database& database, sqlite3_stmt* statement);

  /// Parameters count from 1. The text is copied.
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::int64_t integer);

  /// True: there is a row, to be read by the functions below. False: no more rows.
  [[nodiscard]] SqliteResult<bool> step();
  /// Steps to the end.
  [[nodiscard]] SqliteResult<void> finish();

  /// Columns count from 0. Converted as SQLite does: NULL is "" and 0.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;

 private:
  struct Reset {
    void operator()(sqlite3_stmt* statement) const;
  };
  Database& database_;
  std::unique_ptr<sqlite3_stmt, Reset> statement_;
};

}  // namespace rollcall
