#include "engine/sqlite/sqlite_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace rollcall {
namespace {

using Kind = SqliteError::Kind;

Kind constraint_kind(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return Kind::unique;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return Kind::foreign_key;
    default:
      return Kind::constraint;
  }
}

Kind kind_of(int extended_code) {
  switch (extended_code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:  // many raced for the WAL's read marks, and this connection lost too
                           // often
      return Kind::busy;
    case SQLITE_CONSTRAINT:
      return constraint_kind(extended_code);
    case SQLITE_FULL:
      return Kind::full;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return Kind::io;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Kind::corrupt;
    default:
      return Kind::other;
  }
}

}  // namespace

SqliteError SqliteError::from_code(int extended_code, std::string_view message) {
  return {.kind = kind_of(extended_code),
          .code = extended_code,
          .text = fmt::format("{} (SQLite {})", message, extended_code)};
}

std::string_view to_string(SqliteError::Kind kind) {
  switch (kind) {
    case Kind::busy:
      return "busy";
    case Kind::exhausted:
      return "exhausted";
    case Kind::unique:
      return "unique";
    case Kind::foreign_key:
      return "foreign_key";
    case Kind::constraint:
      return "constraint";
    case Kind::full:
      return "full";
    case Kind::io:
      return "io";
    case Kind::corrupt:
      return "corrupt";
    case Kind::other:
      return "other";
    case Kind::ambiguous:
      return "ambiguous";
  }
  return "unknown";
}

}  // namespace rollcall
