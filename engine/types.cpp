#include "engine/types.h"

namespace rollcall {

std::string_view to_string(UserStatus status) {
  switch (status) {
    case UserStatus::pending:
      return "pending";
    case UserStatus::active:
      return "active";
    case UserStatus::conflict:
      return "conflict";
  }
  return "unknown";
}

std::string_view to_string(Failure::Kind kind) {
  switch (kind) {
    case Failure::Kind::invalid:
      return "invalid";
    case Failure::Kind::phone_taken:
      return "phone_taken";
    case Failure::Kind::not_found:
      return "not_found";
    case Failure::Kind::bad_password:
      return "bad_password";
    case Failure::Kind::conflict:
      return "conflict";
    case Failure::Kind::unavailable:
      return "unavailable";
    case Failure::Kind::ambiguous:
      return "ambiguous";
  }
  return "unknown";
}

}  // namespace rollcall
