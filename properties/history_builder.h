// Histories for the tests of the judges, written as they would be told. Each call starts 10 ms
// after the one before it and takes 5 ms; a test that wants an overlap says so.
//
//     HistoryBuilder told;
//     told.registers(ada, pending("t1"));
//     told.finds(ada, "t1", no(Failure::Kind::not_found)).probe = true;
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "properties/property.h"

namespace rollcall::properties {

/// A registration and the user that it asks for.
struct Person {
  OperationId id;
  std::string name;
  std::string phone;
  std::int64_t organization_id = 1;
};

using Answer = std::variant<Registered, Session, User, Failure>;

inline Answer active(std::string handle) { return Registered{std::move(handle)}; }
inline Answer pending(std::string handle) {
  return Registered{std::move(handle), UserStatus::pending};
}
inline Answer no(Failure::Kind kind) { return Failure{kind, ""}; }
inline Answer user(const Person& person, std::string handle,
                   UserStatus status = UserStatus::active) {
  return User{std::move(handle), person.phone, person.name, person.organization_id, status};
}
inline Answer session_of(std::string handle) { return Session{"token", std::move(handle)}; }

inline UserRow row(std::int64_t id, const Person& person) {
  return {id, person.phone, person.name, person.organization_id};
}

class HistoryBuilder {
 public:
  // The result may be changed until the next call is told.
  Call& registers(const Person& who, Answer answer) {
    Call& call = told(who, Action::register_user, std::move(answer));
    call.id = who.id;
    call.name = who.name;
    return call;
  }
  Call& logs_in(const Person& who, Answer answer) {
    return told(who, Action::login, std::move(answer));
  }
  Call& logs_in_wrongly(const Person& who, Answer answer) {
    Call& call = logs_in(who, std::move(answer));
    call.right_password = false;
    return call;
  }
  Call& asks_session(const Person& who, Answer answer) {
    return told(who, Action::session, std::move(answer));
  }
  Call& finds(const Person& who, std::string handle, Answer answer) {
    Call& call = told(who, Action::find, std::move(answer));
    call.handle = std::move(handle);
    return call;
  }
  Call& finds_phone(const Person& who, Answer answer) {
    return told(who, Action::find_by_phone, std::move(answer));
  }

  [[nodiscard]] const History& history() const { return history_; }
  /// What the judge of a promise says, with these rows in SQLite at the end.
  [[nodiscard]] Finding judged(Promise promise, std::vector<UserRow> users = {}) const {
    const Contents contents{.users = std::move(users), .hashes = {}, .strings = {}};
    return property_of(promise).judge({history_, contents});
  }

 private:
  Call& told(const Person& who, Action action, Answer answer) {
    Call& call = history_.emplace_back();
    call.id = {.client = 9, .operation = static_cast<std::uint32_t>(history_.size())};
    call.action = action;
    call.about = who.id;
    call.phone = who.phone;
    call.organization_id = who.organization_id;
    call.invoked = MonotonicTime(std::chrono::milliseconds(10 * history_.size()));
    call.returned = call.invoked + std::chrono::milliseconds(5);
    call.answer = std::move(answer);
    return call;
  }
  History history_;
};

/// The call never returned.
inline void never_returned(Call& call) {
  call.returned.reset();
  call.answer = Failure{};
}

// The usual cast. Bob wants Ada's phone.
inline const Person ada{{1, 1}, "Ada", "+49151111111"};
inline const Person bob{{2, 1}, "Bob", "+49151111111"};
inline const Person eve{{3, 1}, "Eve", "+49151333333"};

}  // namespace rollcall::properties
