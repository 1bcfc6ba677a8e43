#include "engine/sqlite/schema.h"

#include <fmt/format.h>

#include <iterator>

#include "engine/sqlite/transaction.h"

namespace rollcall {
namespace {

/// AUTOINCREMENT: the id of a committed user never names another one, whatever is deleted later.
constexpr const char* users_and_sessions = R"sql(
  CREATE TABLE organizations (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL
  );
  CREATE TABLE users (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    phone           TEXT NOT NULL UNIQUE,   -- E.164
    name            TEXT NOT NULL,
    password_hash   TEXT NOT NULL,
    organization_id INTEGER NOT NULL REFERENCES organizations (id),
    created_at      INTEGER NOT NULL        -- milliseconds since 1970-01-01 UTC
  );
  CREATE TABLE registrations (              -- what was answered, for whoever asks again
    idempotency_key TEXT PRIMARY KEY,
    payload_digest  TEXT NOT NULL,
    handle          TEXT NOT NULL,          -- the answer
    user_id         INTEGER NOT NULL REFERENCES users (id)
  ) WITHOUT ROWID;
  CREATE TABLE sessions (
    token_digest TEXT PRIMARY KEY,
    user_id      INTEGER NOT NULL REFERENCES users (id),
    created_at   INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO organizations (id, name) VALUES (1, 'default');
)sql";

/// For registrations that are acknowledged before they are here.
constexpr const char* pending_users = R"sql(
  CREATE TABLE handles (                    -- given out before there was an id
    handle  TEXT PRIMARY KEY,
    user_id INTEGER NOT NULL REFERENCES users (id)
  ) WITHOUT ROWID;
  CREATE TABLE conflicts (                  -- acknowledged, and then impossible
    handle          TEXT PRIMARY KEY,
    idempotency_key TEXT NOT NULL,
    phone           TEXT NOT NULL,          -- another user's
    name            TEXT NOT NULL,
    password_hash   TEXT NOT NULL,
    organization_id INTEGER NOT NULL,
    created_at      INTEGER NOT NULL        -- milliseconds since 1970-01-01 UTC
  ) WITHOUT ROWID;
  CREATE INDEX conflicts_by_phone ON conflicts (phone);
)sql";

/// What leads from each version of the schema to the next one; the first is that of a new file.
constexpr const char* steps[] = {users_and_sessions, pending_users};
constexpr std::int64_t schema_version = std::size(steps);

/// Persistent: the mode is written into the file. Outside of a transaction only.
SqliteResult<void> enter_wal_mode(Database& database) {
  SqliteResult<Query> query = database.query("PRAGMA journal_mode = WAL");
  if (!query) return std::unexpected(std::move(query.error()));
  if (const SqliteResult<bool> row = query->step(); !row) return std::unexpected(row.error());
  if (query->text(0) == "wal") return {};
  return std::unexpected(SqliteError{.kind = SqliteError::Kind::other,
                                     .text = "this file system cannot hold a WAL database"});
}

SqliteResult<std::int64_t> stored_version(Database& database) {
  SqliteResult<Query> query = database.query("PRAGMA user_version");
  if (!query) return std::unexpected(std::move(query.error()));
  if (const SqliteResult<bool> row = query->step(); !row) return std::unexpected(row.error());
  return query->integer(0);
}

SqliteError from_the_future(std::int64_t version) {
  return {.kind = SqliteError::Kind::other,
          .text = fmt::format("the database has schema {}, this program knows {}: use a newer one",
                              version, schema_version)};
}

}  // namespace

SqliteResult<void> create_schema(Database& database) {
  if (auto wal = enter_wal_mode(database); !wal) return wal;
  SqliteResult<Transaction> transaction = Transaction::begin(database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  const SqliteResult<std::int64_t> version = stored_version(database);
  if (!version) return std::unexpected(version.error());
  if (*version > schema_version) return std::unexpected(from_the_future(*version));
  for (auto step = static_cast<std::size_t>(*version); step < std::size(steps); ++step) {
    if (auto taken = database.run_script(steps[step]); !taken) return taken;
  }
  const std::string stamp = fmt::format("PRAGMA user_version = {}", schema_version);
  if (auto stamped = database.run_script(stamp.c_str()); !stamped) return stamped;
  return transaction->commit();
}

}  // namespace rollcall
