// What the clients saw and what the stores held at the end: all that a judge may look at, whether
// it comes from a simulated world, from real servers, or from the recorded history of somebody
// else's service.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/host.h"
#include "engine/types.h"

namespace rollcall::properties {

enum class Action { register_user, login, session, find, find_by_phone };
/// "register", "login", "session", "find", "find_by_phone"
[[nodiscard]] std::string_view to_string(Action action);

/// Identifies one operation of one client's plan; its retries share it. Written "c3.2".
struct OperationId {
  std::uint32_t client = 0;     ///< from 1
  std::uint32_t operation = 0;  ///< from 1
  auto operator<=>(const OperationId&) const = default;
};
[[nodiscard]] std::string to_string(OperationId id);

/// One attempt of one operation, as its client saw it.
struct Call {
  OperationId id;
  std::uint32_t attempt = 1;  ///< from 1
  bool probe = false;         ///< asked in the calm, for the judgement
  std::string process{};      ///< the app process it was sent to
  Action action = Action::register_user;

  // What was asked. `about` is the registration that the call is about: whose phone, password,
  // handle or session it uses.
  OperationId about;    ///< equal to `id` for a registration
  std::string phone{};  ///< E.164; of `about`
  std::string name{};   ///< register_user: as asked
  std::int64_t organization_id = 1;
  std::string handle{};        ///< find: as handed out to `about`
  bool right_password = true;  ///< login: with the password that `about` was registered with

  MonotonicTime invoked{};
  /// Empty: it never did; `answer` is an ambiguous Failure then.
  std::optional<MonotonicTime> returned{};
  std::variant<Registered, Session, User, Failure> answer = Failure{};

  [[nodiscard]] const Failure* failure() const { return std::get_if<Failure>(&answer); }
  [[nodiscard]] bool failed_as(Failure::Kind kind) const {
    return failure() && failure()->kind == kind;
  }
  [[nodiscard]] const Registered* registered() const { return std::get_if<Registered>(&answer); }
  [[nodiscard]] const User* user() const { return std::get_if<User>(&answer); }
  [[nodiscard]] const Session* opened() const { return std::get_if<Session>(&answer); }
  /// The service has said something that it can be held to. `unavailable` and `ambiguous` are
  /// admissions that it said nothing.
  [[nodiscard]] bool answered() const {
    return !failed_as(Failure::Kind::unavailable) && !failed_as(Failure::Kind::ambiguous);
  }
};

/// In the order of their invocation.
using History = std::vector<Call>;

struct UserRow {
  std::int64_t id = 0;
  std::string phone{};
  std::string name{};
  std::int64_t organization_id = 0;
};

/// Both stores once everything has come to rest.
struct Contents {
  std::vector<UserRow> users;  ///< by id
  std::uint64_t sessions = 0;  ///< rows
  /// Redis: hashes by key; secrets left out.
  std::map<std::string, std::map<std::string, std::string>> hashes;
  std::map<std::string, std::string> strings;  ///< Redis: strings by key; tokens left out
};

/// Each phone's rows together, by id.
[[nodiscard]] std::vector<const UserRow*> rows_by_phone(const Contents& contents);

struct Evidence {
  const History& history;
  const Contents& contents;
};

}  // namespace rollcall::properties
