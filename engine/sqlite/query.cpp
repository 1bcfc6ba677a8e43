#include "engine/sqlite/query.h"

#include <sqlite3.h>

#include "engine/check.h"
#include "engine/sqlite/database.h"

namespace rollcall {

void Query::Reset::operator()(sqlite3_stmt* statement) const {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
}

Query::Query(Database& database, sqlite3_stmt* statement)
    : database_(database), statement_(statement) {}

void Query::bind(int parameter, std::string_view text) {
  const int code = sqlite3_bind_text64(statement_.get(), parameter, text.data(), text.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
  ROLLCALL_CHECK(code == SQLITE_OK, "a statement has the parameter that is bound");
}

void Query::bind(int parameter, std::int64_t integer) {
  const int code = sqlite3_bind_int64(statement_.get(), parameter, integer);
  ROLLCALL_CHECK(code == SQLITE_OK, "a statement has the parameter that is bound");
}

SqliteResult<bool> Query::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(database_.error(code));
}

SqliteResult<void> Query::finish() {
  while (true) {
    const SqliteResult<bool> row = step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
  }
}

std::string Query::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::int64_t Query::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

}  // namespace rollcall
