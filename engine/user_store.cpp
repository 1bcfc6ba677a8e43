#include "engine/user_store.h"

#include <fmt/format.h>

#include "engine/sqlite/schema.h"
#include "engine/sqlite/transaction.h"
#include "engine/steps.h"
#include "engine/user_id.h"
#include "engine/user_rows.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

std::unexpected<Failure> refuse(const SqliteError& error) {
  return std::unexpected(to_failure(error));
}

std::unexpected<Failure> refuse_insert(const SqliteError& error) {
  if (error.kind == SqliteError::Kind::unique) return fail(phone_taken, "the phone is taken");
  if (error.kind == SqliteError::Kind::foreign_key) return fail(invalid, "no such organization");
  return refuse(error);
}

Reply<Registered> repeat_answer(const RegistrationRow& stored, const NewUser& user) {
  if (stored.payload_digest != payload_digest(user)) {
    return fail(invalid, "the idempotency key belongs to another registration");
  }
  return Registered{.handle = stored.handle, .status = UserStatus::active};
}

/// Under the write lock, so that nobody else can use the key or the phone between the look and the
/// commit. A refusal leaves no trace; an error spoils the transaction.
SqliteResult<Reply<Registered>> add_within(Database& database, const NewUser& user) {
  const Found<RegistrationRow> stored = select_registration(database, user.idempotency_key);
  if (!stored) return std::unexpected(stored.error());
  if (*stored) return repeat_answer(**stored, user);

  const SqliteResult<std::int64_t> id = insert_user(database, user);
  if (!id && id.error().violates_constraint()) {
    return Reply<Registered>(refuse_insert(id.error()));
  }
  if (!id) return std::unexpected(id.error());
  Registered answer{.handle = to_handle(*id), .status = UserStatus::active};
  if (auto kept = insert_registration(database, user, *id, answer.handle); !kept) {
    return std::unexpected(std::move(kept.error()));
  }
  return answer;
}

Reply<std::optional<Registered>> answer_within(Database& database, const NewUser& user) {
  // The phone first: an answer is committed together with its user, so that a key which is not
  // found afterwards is not the key of the user that was.
  const Found<Account> holder = select_user_by_phone(database, user.phone);
  if (!holder) return refuse(holder.error());
  if (!*holder) return std::nullopt;
  const Found<RegistrationRow> stored = select_registration(database, user.idempotency_key);
  if (!stored) return refuse(stored.error());
  if (!*stored) return fail(phone_taken, "the phone is taken");
  return repeat_answer(**stored, user);
}

/// The row, its record, and the handle that leads to it.
SqliteResult<std::int64_t> insert_pending(Database& database, const PendingUser& pending) {
  const SqliteResult<std::int64_t> id = insert_user(database, pending.user);
  if (!id) return id;
  auto kept = insert_registration(database, pending.user, *id, pending.handle);
  if (kept) kept = insert_handle(database, pending.handle, *id);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return id;
}

/// The id. A constraint: it cannot be kept, because the phone is another's or the organization
/// gone.
SqliteResult<std::int64_t> keep_pending(Database& database, const PendingUser& pending) {
  const Found<RegistrationRow> stored = select_registration(database, pending.user.idempotency_key);
  if (!stored) return std::unexpected(stored.error());
  if (!*stored) return insert_pending(database, pending);
  if ((*stored)->payload_digest != payload_digest(pending.user)) {
    return std::unexpected(SqliteError{.kind = SqliteError::Kind::constraint,
                                       .text = "the key belongs to another registration"});
  }
  // Acknowledged twice under one key, because Redis had lost the first time: both handles lead to
  // the one user.
  auto kept = insert_handle(database, pending.handle, (*stored)->user_id);
  if (!kept) return std::unexpected(std::move(kept.error()));
  return (*stored)->user_id;
}

SqliteResult<Reply<Settled>> settle_within(Database& database, const PendingUser& pending) {
  constexpr Settled conflict{.status = UserStatus::conflict, .id = 0};
  const Found<Account> lost = select_conflict(database, pending.handle);
  if (!lost) return std::unexpected(lost.error());
  if (*lost) return conflict;
  const SqliteResult<std::int64_t> id = keep_pending(database, pending);
  if (id) return Settled{.status = UserStatus::active, .id = *id};
  if (!id.error().violates_constraint()) return std::unexpected(id.error());
  if (auto told = insert_conflict(database, pending); !told) return std::unexpected(told.error());
  return conflict;
}

template <typename Row>
Reply<Row> require(Found<Row> found) {
  if (!found) return refuse(found.error());
  if (!*found) return fail(not_found, "no such user");
  return std::move(**found);
}

}  // namespace

UserStore::UserStore(Host& host, Settings settings)
    : host_(host),
      settings_(std::move(settings)),
      connections_(
          host,
          {.capacity = settings_.connections,
           .open = [this](MonotonicTime) { return Database::open(host_, settings_.database); },
           .exhausted_step = step::pool_exhausted,
           .exhausted = {.kind = SqliteError::Kind::exhausted,
                         .text = "no database connection became free in time"}}) {}

Reply<std::unique_ptr<UserStore>> UserStore::open(Host& host, Settings settings) {
  constexpr auto pause = std::chrono::milliseconds(10);
  std::unique_ptr<UserStore> store(new UserStore(host, std::move(settings)));
  const MonotonicTime deadline = host.now() + store->settings_.start_patience;
  while (true) {
    const SqliteResult<void> started = store->start();
    if (started) return store;
    const bool passing = started.error().kind == SqliteError::Kind::busy ||
                         started.error().kind == SqliteError::Kind::ambiguous;
    if (!passing || host.now() >= deadline) return refuse(started.error());
    host.sleep_for(pause);
  }
}

SqliteResult<void> UserStore::start() {
  SqliteResult<Connections::Lease> database = connect();
  if (!database) return std::unexpected(std::move(database.error()));
  return create_schema(**database);
}

SqliteResult<UserStore::Connections::Lease> UserStore::connect() {
  return connections_.acquire(host_.now() + settings_.connection_wait);
}

Reply<Registered> UserStore::add(const NewUser& user, const std::function<void()>& meanwhile) {
  const NewUser* const only[] = {&user};
  return std::move(add_all(only, meanwhile).front());
}

std::vector<Reply<Registered>> UserStore::add_all(std::span<const NewUser* const> users,
                                                  const std::function<void()>& meanwhile) {
  return commit_all<Registered>(users.size(), meanwhile, [&](Database& database, std::size_t i) {
    return add_within(database, *users[i]);
  });
}

std::vector<Reply<Settled>> UserStore::settle(std::span<const PendingUser* const> pending) {
  return commit_all<Settled>(pending.size(), {}, [&](Database& database, std::size_t i) {
    return settle_within(database, *pending[i]);
  });
}

template <class Answer, class Member>
std::vector<Reply<Answer>> UserStore::commit_all(std::size_t count,
                                                 const std::function<void()>& meanwhile,
                                                 const Member& member) {
  const auto all_fail = [&](const SqliteError& error) {
    return std::vector<Reply<Answer>>(count, refuse(error));
  };
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return all_fail(database.error());
  if (meanwhile) meanwhile();
  SqliteResult<Transaction> transaction = Transaction::begin(**database);
  if (!transaction) return all_fail(transaction.error());
  std::vector<Reply<Answer>> answers;
  answers.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    SqliteResult<Reply<Answer>> answer = member(**database, i);
    if (!answer) return all_fail(answer.error());
    answers.push_back(std::move(*answer));
  }
  if (auto committed = transaction->commit(); !committed) return all_fail(committed.error());
  return answers;
}

Reply<std::optional<Registered>> UserStore::answer_of(const NewUser& user) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  return answer_within(**database, user);
}

Reply<std::optional<Registered>> UserStore::expectation_of(const NewUser& user) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  const SqliteResult<bool> welcome = could_be_inserted(**database, user);
  if (!welcome) return refuse(welcome.error());
  if (*welcome) return std::nullopt;
  const Found<RegistrationRow> stored = select_registration(**database, user.idempotency_key);
  if (!stored) return refuse(stored.error());
  if (*stored) return repeat_answer(**stored, user);
  Reply<std::optional<Registered>> answer = answer_within(**database, user);
  if (!answer || *answer) return answer;
  return fail(invalid, "no such organization");
}

SqliteResult<std::int64_t> UserStore::insert(const NewUser& user) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return std::unexpected(database.error());
  SqliteResult<Transaction> transaction = Transaction::begin(**database);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  const SqliteResult<std::int64_t> id = insert_user(**database, user);
  if (!id) return id;
  if (auto committed = transaction->commit(); !committed) {
    return std::unexpected(std::move(committed.error()));
  }
  return id;
}

Reply<Account> UserStore::find(std::int64_t user_id) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  return require(select_user(**database, user_id));
}

Reply<Account> UserStore::find_by_phone(const std::string& phone) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  return require(select_user_by_phone(**database, phone));
}

Reply<Account> UserStore::find_by_handle(const Handle& handle) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  Found<Account> user = select_user_by_handle(**database, handle);
  if (user && !*user) user = select_conflict(**database, handle);
  return require(std::move(user));
}

Reply<std::vector<Account>> UserStore::conflicts_about(const std::string& phone) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  SqliteResult<std::vector<Account>> accounts = select_conflicts_by_phone(**database, phone);
  if (!accounts) return refuse(accounts.error());
  return std::move(*accounts);
}

Reply<User> UserStore::find_by_session(const std::string& token) {
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  Reply<Account> account = require(select_user_by_session(**database, token));
  if (!account) return std::unexpected(std::move(account.error()));
  return std::move(account->user);
}

Reply<Session> UserStore::open_session(const Handle& user, const std::string& token) {
  const std::optional<std::int64_t> id = parse_user_id(user);
  if (!id) return fail(not_found, "no such user");
  const SqliteResult<Connections::Lease> database = connect();
  if (!database) return refuse(database.error());
  SqliteResult<Transaction> transaction = Transaction::begin(**database);
  if (!transaction) return refuse(transaction.error());
  if (auto inserted = insert_session(**database, token, *id); !inserted) {
    const bool stranger = inserted.error().kind == SqliteError::Kind::foreign_key;
    if (stranger) return fail(not_found, "no such user");
    return refuse(inserted.error());
  }
  if (auto committed = transaction->commit(); !committed) return refuse(committed.error());
  return Session{.token = token, .user = user};
}

Failure to_failure(const SqliteError& error) {
  const auto reason = fmt::format("database: {}", error.text);
  if (error.kind == SqliteError::Kind::ambiguous) return {ambiguous, reason};
  if (error.violates_constraint()) return {invalid, reason};
  return {unavailable, reason};
}

}  // namespace rollcall
