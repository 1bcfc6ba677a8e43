// Users, registrations and sessions as rows: one SQL statement per function, on a connection and
// inside a transaction that the caller has chosen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/sqlite/database.h"
#include "engine/strategy.h"

namespace rollcall {

/// What was answered to a registration, kept for whoever asks again with the same key.
struct RegistrationRow {
  std::string payload_digest;
  Handle handle;
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

template <typename Row>
using Found = SqliteResult<std::optional<Row>>;

[[nodiscard]] Found<RegistrationRow> select_registration(Database& database,
                                                         std::string_view idempotency_key);
[[nodiscard]] Found<Account> select_user(Database& database, std::int64_t user_id);
[[nodiscard]] Found<Account> select_user_by_phone(Database& database, std::string_view phone);
[[nodiscard]] Found<Account> select_user_by_session(Database& database, std::string_view token);

}  // namespace rollcall
