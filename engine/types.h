// The requests and replies of the registration service: plain values, the same for callers,
// strategies and judges.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace rollcall {

struct RegisterRequest {
  std::string idempotency_key;  ///< chosen by the caller, equal for every retry of one registration
  std::string phone;            ///< as typed; normalised to E.164 by the engine
  std::string name;
  std::string password;  ///< secret: never logged, traced or stored
  std::int64_t organization_id = 1;
};

/// What names a user to the outside: opaque text. A temporary and a final handle may name the same
/// user.
using Handle = std::string;

enum class UserStatus {
  pending,   ///< acknowledged; SQLite does not have it yet
  active,    ///< SQLite has it
  conflict,  ///< acknowledged, but somebody else had the phone: it will never be active
};
[[nodiscard]] std::string_view to_string(UserStatus status);

struct Registered {
  Handle handle;
  UserStatus status = UserStatus::active;
  bool operator==(const Registered&) const = default;
};

/// A user as others may see it.
struct User {
  Handle handle;
  std::string phone;
  std::string name;
  std::int64_t organization_id = 0;
  UserStatus status = UserStatus::active;
  bool operator==(const User&) const = default;
};

struct Session {
  std::string token;  ///< secret: 128 random bits in hexadecimal
  Handle user;
  bool operator==(const Session&) const = default;
};

/// A definite answer or the admission that there is none.
struct Failure {
  enum class Kind {
    invalid,       ///< the request itself is wrong; nothing was done
    phone_taken,   ///< somebody else has the phone; nothing was done
    not_found,     ///< no such user or session
    bad_password,  ///< the user exists, the password is another
    conflict,      ///< registered, acknowledged, and lost its phone to somebody else
    unavailable,   ///< not done, and will not be: retry when you like
    ambiguous,     ///< may have been done, or may still be: ask again with the same key
  };
  Kind kind = Kind::ambiguous;
  std::string reason;  ///< for people; carries no secret
  bool operator==(const Failure&) const = default;
};
[[nodiscard]] std::string_view to_string(Failure::Kind kind);

template <typename T>
using Reply = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> fail(Failure::Kind kind, std::string reason) {
  return std::unexpected(Failure{kind, std::move(reason)});
}

}  // namespace rollcall
