// Why SQLite did not do what it was told, in the classes that decide what a caller may do next.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace rollcall {

struct SqliteError {
  enum class Kind {
    busy,         ///< somebody else held the lock until the busy timeout: nothing was done
    exhausted,    ///< no connection became free in time: nothing was done
    unique,       ///< UNIQUE or PRIMARY KEY violated
    foreign_key,  ///< FOREIGN KEY violated
    constraint,   ///< NOT NULL, CHECK or another constraint violated
    full,         ///< the disk is full
    io,           ///< reading or writing the file failed
    corrupt,      ///< the file is damaged, or no database
    other,        ///< anything else: `code` and `text` tell
    ambiguous,    ///< COMMIT failed in a way after which the transaction may still come true
  };
  Kind kind = Kind::other;
  int code = 0;  ///< SQLite's extended result code (sqlite.org/rescode.html); 0: none of SQLite's
  std::string text{};  ///< for people
  bool operator==(const SqliteError&) const = default;

  /// What other libraries call an integrity error.
  [[nodiscard]] bool violates_constraint() const {
    return kind == Kind::unique || kind == Kind::foreign_key || kind == Kind::constraint;
  }
  [[nodiscard]] static SqliteError from_code(int extended_code, std::string_view message);
};
[[nodiscard]] std::string_view to_string(SqliteError::Kind kind);

template <typename T>
using SqliteResult = std::expected<T, SqliteError>;

}  // namespace rollcall
