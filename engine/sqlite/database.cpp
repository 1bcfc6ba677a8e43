#include "engine/sqlite/database.h"

#include <sqlite3.h>

#include <algorithm>
#include <limits>

#include "engine/check.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

/// A few hundred bytes of a few pages are touched per request, and there may be 150 connections.
constexpr const char* connection_settings[] = {
    "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -256;",
    "PRAGMA synchronous = FULL; PRAGMA cache_size = -256;",
};

int to_milliseconds(Duration duration) {
  const auto count = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
  return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

void Database::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Database::Database(Host& host, std::unique_ptr<sqlite3, Close> handle)
    : host_(host), handle_(std::move(handle)) {}

SqliteResult<std::unique_ptr<Database>> Database::open(Host& host, const Settings& settings) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(
      settings.path.c_str(), &opened,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      host.sqlite_vfs());
  std::unique_ptr<Database> database(new Database(host, std::unique_ptr<sqlite3, Close>(opened)));
  if (code != SQLITE_OK) return std::unexpected(database->error(code));
  sqlite3_busy_timeout(opened, to_milliseconds(settings.busy_timeout));
  sqlite3_db_config(opened, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
  if (auto set = database->run_script(connection_settings[settings.syncs_commits ? 1 : 0]); !set) {
    return std::unexpected(std::move(set.error()));
  }
  return database;
}

SqliteResult<Query> Database::prepare(std::string_view sql) {
  auto known = statements_.find(sql);
  if (known == statements_.end()) {
    sqlite3_stmt* compiled = nullptr;
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
    if (code != SQLITE_OK) return std::unexpected(error(code));
    known = statements_.emplace(sql, compiled).first;
  }
  sqlite3_stmt* statement = known->second.get();
  ROLLCALL_CHECK(sqlite3_stmt_busy(statement) == 0, "a statement runs once at a time");
  return Query(*this, statement);
}

SqliteResult<void> Database::run_script(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return std::unexpected(error(code));
  return {};
}

std::int64_t Database::last_insert_id() const { return sqlite3_last_insert_rowid(handle_.get()); }

bool Database::usable() const { return sqlite3_get_autocommit(handle_.get()) != 0; }

SqliteError Database::error(int code) const {
  SqliteError error = SqliteError::from_code(code, sqlite3_errmsg(handle_.get()));
  if (error.kind == SqliteError::Kind::busy) host_.reached(step::sqlite_busy);
  return error;
}

void Database::roll_back() noexcept {
  sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace rollcall
