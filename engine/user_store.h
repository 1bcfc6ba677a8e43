// The users in SQLite: the one source of truth, safe to use from many tasks. Every change is one
// transaction that is durable when the call returns; every failure says whether it may still
// happen.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/pending_user.h"
#include "engine/pool.h"
#include "engine/sqlite/database.h"
#include "engine/strategy.h"
#include "engine/types.h"

namespace rollcall {

class UserStore {
 public:
  struct Settings {
    Database::Settings database;
    std::size_t connections = 5;  ///< at most so many at once; opened when needed
    Duration connection_wait{};   ///< how long a request waits for one of them
    Duration start_patience = std::chrono::seconds(30);  ///< with a database that others keep busy
  };

  /// Creates the schema where there is none.
  [[nodiscard]] static Reply<std::unique_ptr<UserStore>> open(Host& host, Settings settings);

  /// The user, and the answer under its idempotency key, in one transaction. Asked again with the
  /// same key: the stored answer. `invalid` for a key that belongs to another request or an unknown
  /// organization, `phone_taken`, `unavailable`, `ambiguous`.
  /// `meanwhile` is called when a connection is there and before the write lock is taken: what is
  /// begun in it goes on beside the commit.
  [[nodiscard]] Reply<Registered> add(const NewUser& user,
                                      const std::function<void()>& meanwhile = {});
  /// As `add`, for several in one transaction: one answer each. Those that are refused do not touch
  /// the others; `unavailable` and `ambiguous` are always the answer of all.
  [[nodiscard]] std::vector<Reply<Registered>> add_all(std::span<const NewUser* const> users,
                                                       const std::function<void()>& meanwhile = {});

  /// Users who were acknowledged already, in one transaction: each is a row afterwards, to which
  /// the handle leads that was given out, or stands in the table of conflicts. Which of the two,
  /// and the id, does not change when it is asked again. `unavailable` and `ambiguous` are always
  /// the answer of all.
  [[nodiscard]] std::vector<Reply<Settled>> settle(std::span<const PendingUser* const> pending);

  /// What `add` would answer from what is stored already. Nullopt: the phone is free.
  [[nodiscard]] Reply<std::optional<Registered>> answer_of(const NewUser& user);

  /// The same, and `invalid` for an unknown organization: what `settle` will do, if nobody else is
  /// quicker.
  [[nodiscard]] Reply<std::optional<Registered>> expectation_of(const NewUser& user);

  /// The row alone: no answer is kept, and the error says which rule of the table was hurt.
  [[nodiscard]] SqliteResult<std::int64_t> insert(const NewUser& user);

  /// `not_found` or `unavailable`.
  [[nodiscard]] Reply<Account> find(std::int64_t user_id);
  [[nodiscard]] Reply<Account> find_by_phone(const std::string& phone);
  /// By a handle that was given out before there was an id. A conflict is found, too.
  [[nodiscard]] Reply<Account> find_by_handle(const Handle& handle);
  /// All who wanted that phone, were acknowledged, and did not get it.
  [[nodiscard]] Reply<std::vector<Account>> conflicts_about(const std::string& phone);
  [[nodiscard]] Reply<User> find_by_session(const std::string& token);

  /// Makes `token` resolvable. `not_found` when there is no user of that handle.
  [[nodiscard]] Reply<Session> open_session(const Handle& user, const std::string& token);

 private:
  using Connections = Pool<Database, SqliteError>;
  UserStore(Host& host, Settings settings);
  [[nodiscard]] SqliteResult<Connections::Lease> connect();
  /// `member(database, i)` for 0 to `count` - 1 within one transaction, which is one answer each;
  /// an error is the answer of all.
  template <class Answer, class Member>
  [[nodiscard]] std::vector<Reply<Answer>> commit_all(std::size_t count,
                                                      const std::function<void()>& meanwhile,
                                                      const Member& member);

  [[nodiscard]] SqliteResult<void> start();

  Host& host_;
  Settings settings_;
  Connections connections_;
};

/// For callers who have no better use of the error. A constraint counts as `invalid`.
[[nodiscard]] Failure to_failure(const SqliteError& error);

}  // namespace rollcall
