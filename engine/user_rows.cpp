#include "engine/user_rows.h"

#include "engine/digest.h"
#include "engine/user_id.h"

namespace rollcall {
namespace {

std::int64_t milliseconds_now(Host& host) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(host.wall_now().time_since_epoch())
      .count();
}

/// Whoever has a session's token is the user: what is stored must not be usable as one.
std::string token_digest(std::string_view token) { return digest({"session", token}); }

/// The columns id or handle, phone, name, organization_id, password_hash of the current row.
Account account_of(const Query& row, UserStatus status) {
  return Account{.user = {.handle = row.text(0),
                          .phone = row.text(1),
                          .name = row.text(2),
                          .organization_id = row.integer(3),
                          .status = status},
                 .password_hash = row.text(4)};
}

Found<Account> first_account(SqliteResult<Query> query, UserStatus status = UserStatus::active) {
  if (!query) return std::unexpected(std::move(query.error()));
  const SqliteResult<bool> row = query->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  return account_of(*query, status);
}

}  // namespace

std::string payload_digest(const NewUser& user) {
  return digest({user.phone, user.name, std::to_string(user.organization_id)});
}

SqliteResult<std::int64_t> insert_user(Database& database, const NewUser& user) {
  const SqliteResult<void> inserted = database.run(
      "INSERT INTO users (phone, name, password_hash, organization_id, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      user.phone, user.name, user.password_hash, user.organization_id,
      milliseconds_now(database.host()));
  if (!inserted) return std::unexpected(inserted.error());
  return database.last_insert_id();
}

SqliteResult<void> insert_registration(Database& database, const NewUser& user,
                                       std::int64_t user_id, const Handle& answered) {
  return database.run(
      "INSERT INTO registrations (idempotency_key, payload_digest, handle, user_id) "
      "VALUES (?1, ?2, ?3, ?4)",
      user.idempotency_key, payload_digest(user), answered, user_id);
}

SqliteResult<void> insert_session(Database& database, std::string_view token,
                                  std::int64_t user_id) {
  return database.run(
      "INSERT INTO sessions (token_digest, user_id, created_at) VALUES (?1, ?2, ?3)",
      token_digest(token), user_id, milliseconds_now(database.host()));
}

SqliteResult<void> insert_handle(Database& database, const Handle& handle, std::int64_t user_id) {
  return database.run("INSERT OR IGNORE INTO handles (handle, user_id) VALUES (?1, ?2)", handle,
                      user_id);
}

SqliteResult<void> insert_conflict(Database& database, const PendingUser& pending) {
  const NewUser& user = pending.user;
  return database.run(
      "INSERT OR IGNORE INTO conflicts (handle, idempotency_key, phone, name, password_hash, "
      "organization_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
      pending.handle, user.idempotency_key, user.phone, user.name, user.password_hash,
      user.organization_id, milliseconds_now(database.host()));
}

SqliteResult<bool> could_be_inserted(Database& database, const NewUser& user) {
  SqliteResult<Query> query = database.query(
      "SELECT 1 FROM organizations WHERE id = ?1 "
      "AND NOT EXISTS (SELECT 1 FROM users WHERE phone = ?2) "
      "AND NOT EXISTS (SELECT 1 FROM registrations WHERE idempotency_key = ?3)",
      user.organization_id, user.phone, user.idempotency_key);
  if (!query) return std::unexpected(std::move(query.error()));
  return query->step();
}

Found<RegistrationRow> select_registration(Database& database, std::string_view idempotency_key) {
  SqliteResult<Query> query = database.query(
      "SELECT payload_digest, handle, user_id FROM registrations "
      "WHERE idempotency_key = ?1",
      idempotency_key);
  if (!query) return std::unexpected(std::move(query.error()));
  const SqliteResult<bool> row = query->step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  return RegistrationRow{
      .payload_digest = query->text(0), .handle = query->text(1), .user_id = query->integer(2)};
}

Found<Account> select_user(Database& database, std::int64_t user_id) {
  return first_account(database.query(
      "SELECT id, phone, name, organization_id, password_hash FROM users WHERE id = ?1", user_id));
}

Found<Account> select_user_by_phone(Database& database, std::string_view phone) {
  return first_account(database.query(
      "SELECT id, phone, name, organization_id, password_hash FROM users WHERE phone = ?1", phone));
}

Found<Account> select_user_by_handle(Database& database, const Handle& handle) {
  return first_account(
      database.query("SELECT u.id, u.phone, u.name, u.organization_id, u.password_hash "
                     "FROM handles h JOIN users u ON u.id = h.user_id WHERE h.handle = ?1",
                     handle));
}

Found<Account> select_conflict(Database& database, const Handle& handle) {
  return first_account(database.query("SELECT handle, phone, name, organization_id, password_hash "
                                      "FROM conflicts WHERE handle = ?1",
                                      handle),
                       UserStatus::conflict);
}

SqliteResult<std::vector<Account>> select_conflicts_by_phone(Database& database,
                                                             std::string_view phone) {
  SqliteResult<Query> query = database.query(
      "SELECT handle, phone, name, organization_id, password_hash FROM conflicts WHERE phone = ?1",
      phone);
  if (!query) return std::unexpected(std::move(query.error()));
  std::vector<Account> accounts;
  while (true) {
    const SqliteResult<bool> row = query->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return accounts;
    accounts.push_back(account_of(*query, UserStatus::conflict));
  }
}

Found<Account> select_user_by_session(Database& database, std::string_view token) {
  return first_account(
      database.query("SELECT u.id, u.phone, u.name, u.organization_id, u.password_hash "
                     "FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_digest = ?1",
                     token_digest(token)));
}

}  // namespace rollcall
