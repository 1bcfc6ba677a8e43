// A write transaction on one connection. It takes the write lock at once: a transaction that read
// first could only fail when somebody else committed in between (SQLITE_BUSY_SNAPSHOT).
//
//     auto transaction = Transaction::begin(database);
//     if (!transaction) return std::unexpected(transaction.error());
//     ... database.run(...) ...
//     return transaction->commit();
#pragma once

#include <utility>

#include "engine/sqlite/database.h"

namespace rollcall {

class Transaction {
 public:
  /// BEGIN IMMEDIATE. `busy` when another writer kept the lock longer than the busy timeout.
  [[nodiscard]] static SqliteResult<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  /// Rolls back, unless committed.
  ~Transaction();

  /// Success: durable (synchronous=FULL), and the calling task lives. `busy`: not committed.
  /// `ambiguous`: nobody can know before the next reader has looked.
  [[nodiscard]] SqliteResult<void> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;  ///< null: moved from, or ended
};

}  // namespace rollcall
