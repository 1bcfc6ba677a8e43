// One connection to a SQLite file, used by one task at a time.
//
//     auto database = Database::open(host, {.path = "users.db", .busy_timeout = 150ms});
//     auto row = (*database)->query("SELECT id FROM users WHERE phone = ?1", phone);
//     if (!row) return std::unexpected(row.error());
//     auto found = row->step();                    // SqliteResult<bool>: is there a (next) row?
//     if (found && *found) use(row->integer(0));
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "engine/host.h"
#include "engine/sqlite/query.h"
#include "engine/sqlite/sqlite_error.h"

struct sqlite3;

namespace rollcall {

class Database {
 public:
  struct Settings {
    std::string path;
    Duration busy_timeout{};    ///< how long a statement waits for somebody else's lock
    bool syncs_commits = true;  ///< false: power loss takes what has not been checkpointed
  };

  /// Strict: foreign keys on. Durable as the settings say: synchronous=FULL or NORMAL. The file is
  /// created when there is none; that it is in WAL mode is up to `create_schema`.
  [[nodiscard]] static SqliteResult<std::unique_ptr<Database>> open(Host& host,
                                                                    const Settings& settings);
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// A statement with its parameters ?1, ?2, ... bound, about to run. `sql` is a literal: it is
  /// compiled once per connection and kept.
  template <class... Arguments>
  [[nodiscard]] SqliteResult<Query> query(std::string_view sql, const Arguments&... arguments) {
    SqliteResult<Query> query = prepare(sql);
    int parameter = 0;
    if (query) (query->bind(++parameter, arguments), ...);
    return query;
  }

  /// Runs a statement for its effect.
  template <class... Arguments>
  [[nodiscard]] SqliteResult<void> run(std::string_view sql, const Arguments&... arguments) {
    SqliteResult<Query> statement = query(sql, arguments...);
    if (!statement) return std::unexpected(std::move(statement.error()));
    return statement->finish();
  }

  /// Runs several statements without parameters, none of which is kept.
  [[nodiscard]] SqliteResult<void> run_script(const char* sql);

  /// Of the last INSERT on this connection.
  [[nodiscard]] std::int64_t last_insert_id() const;
  /// False while a transaction is open: such a connection would carry it to its next user.
  [[nodiscard]] bool usable() const;

  [[nodiscard]] Host& host() const { return host_; }
  /// What the last call on this connection ran into.
  [[nodiscard]] SqliteError error(int code) const;

 private:
  friend class Transaction;
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };

  Database(Host& host, std::unique_ptr<sqlite3, Close> handle);
  [[nodiscard]] SqliteResult<Query> prepare(std::string_view sql);
  void roll_back() noexcept;

  Host& host_;
  std::unique_ptr<sqlite3, Close> handle_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, std::less<>> statements_;
};

}  // namespace rollcall
