// Users, registrations and sessions as rows: one SQL statement per function, on a connection and
// inside a transaction that the caller has chosen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/pending_user.h"
#include "engine/sqlite/database.h"

namespace rollcall {

/// What was answered to a registration, kept for whoever asks again with the same key.
struct RegistrationRow {
  std::string payload_digest;
  Handle handle;
  std::int64_t user_id = 0;
};

/// Equal for equal requests. The password is not part of it: hashing it again gives another text.
[[nodiscard]] std::string payload_digest(const NewUser& user);

/// The id of the new row. `unique`: the phone is taken. `foreign_key`: there is no such
/// organization.
[[nodiscard]] SqliteResult<std::int64_t> insert_user(Database& database, const NewUser& user);
[[nodiscard]] SqliteResult<void> insert_registration(Database& database, const NewUser& user,
                                                     std::int64_t user_id, const Handle& answered);
/// `foreign_key`: there is no such user.
[[nodiscard]] SqliteResult<void> insert_session(Database& database, std::string_view token,
                                                std::int64_t user_id);

/// From now on `handle` names that user. Nothing happens when it does already.
[[nodiscard]] SqliteResult<void> insert_handle(Database& database, const Handle& handle,
                                               std::int64_t user_id);
/// The end of a registration that was acknowledged and cannot be kept.
[[nodiscard]] SqliteResult<void> insert_conflict(Database& database, const PendingUser& pending);

template <typename Row>
using Found = SqliteResult<std::optional<Row>>;

/// Her organization is there, her phone is free, and her key is fresh, all at one moment.
[[nodiscard]] SqliteResult<bool> could_be_inserted(Database& database, const NewUser& user);

[[nodiscard]] Found<RegistrationRow> select_registration(Database& database,
                                                         std::string_view idempotency_key);
[[nodiscard]] Found<Account> select_user(Database& database, std::int64_t user_id);
[[nodiscard]] Found<Account> select_user_by_phone(Database& database, std::string_view phone);
/// By a handle that was given out before there was an id.
[[nodiscard]] Found<Account> select_user_by_handle(Database& database, const Handle& handle);
/// With its handle and the status conflict.
[[nodiscard]] Found<Account> select_conflict(Database& database, const Handle& handle);
/// Of all who wanted that phone and did not get it.
[[nodiscard]] SqliteResult<std::vector<Account>> select_conflicts_by_phone(Database& database,
                                                                           std::string_view phone);
[[nodiscard]] Found<Account> select_user_by_session(Database& database, std::string_view token);

}  // namespace rollcall
