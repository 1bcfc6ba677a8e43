#include "engine/sqlite/transaction.h"

#include "engine/steps.h"

namespace rollcall {

SqliteResult<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.run("BEGIN IMMEDIATE"); !begun) {
    return std::unexpected(std::move(begun.error()));
  }
  return Transaction(database);
}

Transaction::~Transaction() {
  if (database_ != nullptr && !database_->usable()) database_->roll_back();
}

SqliteResult<void> Transaction::commit() {
  SqliteResult<void> committed = database_->run("COMMIT");
  if (!committed) {
    // After BUSY the transaction is still open, and the destructor rolls it back. After any other
    // error its last page may be on the disk, where a recovery would find it.
    const bool open = committed.error().kind == SqliteError::Kind::busy;
    if (!open) committed.error().kind = SqliteError::Kind::ambiguous;
    return committed;
  }
  Host& host = std::exchange(database_, nullptr)->host();
  // SQLite may report success inside a process that was just killed: nothing may be concluded from
  // it before the Host has been asked for something.
  host.reached(step::sqlite_committed);
  return {};
}

}  // namespace rollcall
