#include "properties/correct_service.h"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall::properties {
namespace {

using Kind = PlannedCall::Kind;
using Fate = PlannedCall::Fate;
using std::chrono::milliseconds;

std::string temporary_handle(const Person& person) { return fmt::format("t{}", person.id.client); }

Action action_of(Kind kind) {
  switch (kind) {
    case Kind::registration:
      return Action::register_user;
    case Kind::login:
    case Kind::wrong_login:
      return Action::login;
    case Kind::session:
      return Action::session;
    case Kind::find:
      return Action::find;
    case Kind::find_by_phone:
      return Action::find_by_phone;
  }
  return Action::register_user;
}

}  // namespace

CorrectService::CorrectService(const std::vector<PlannedCall>& storm)
    : settled_(people), acknowledged_(people) {
  for (std::uint32_t i = 0; i < people; ++i) {
    people_.push_back({.id = {.client = i + 1, .operation = 1},
                       .name = fmt::format("Person{}", i),
                       .phone = fmt::format("+4915100000{}", i / 2)});
  }
  for (const PlannedCall& planned : storm) run(planned, false);
  for (std::size_t person = 0; person < people; ++person) {
    if (!settled_[person]) probe(Kind::registration, person);
  }
  for (std::size_t person = 0; person < people; ++person) {
    for (const Kind kind : {Kind::login, Kind::session, Kind::find, Kind::find_by_phone}) {
      probe(kind, person);
    }
  }
}

History CorrectService::history() const {
  History history = calls_;
  std::ranges::stable_sort(history, {}, &Call::invoked);
  return history;
}

void CorrectService::probe(Kind kind, std::size_t person) {
  run({.kind = kind, .person = person}, true);
}

/// What nobody could ask (a registration that is over, a handle or session that nobody has) is
/// left out.
void CorrectService::run(const PlannedCall& planned, bool calm) {
  const std::size_t who = planned.person;
  const bool needs_handle = planned.kind == Kind::find || planned.kind == Kind::session;
  if (planned.kind == Kind::registration && settled_[who]) return;
  if (needs_handle && !acknowledged_[who]) return;

  const std::size_t place = calls_.size() + 1;
  const MonotonicTime moment{milliseconds(calm ? 1'000'000 + 10 * place : 10 * place)};
  Call call;
  call.id = planned.kind == Kind::registration
                ? people_[who].id
                : OperationId{.client = 99, .operation = static_cast<std::uint32_t>(place)};
  call.probe = calm;
  call.action = action_of(planned.kind);
  call.about = people_[who].id;
  call.phone = people_[who].phone;
  call.name = people_[who].name;
  call.right_password = planned.kind != Kind::wrong_login;
  call.invoked = moment - milliseconds(planned.early_ms);
  if (needs_handle) {
    call.handle = temporary_handle(people_[who]);
    call.invoked = std::max(call.invoked, *acknowledged_[who]);
  }
  call.returned = std::max(moment, call.invoked) + milliseconds(planned.late_ms);
  call.answer = effect(planned, calm);
  if (planned.kind == Kind::registration && call.answered()) settled_[who] = true;
  if (call.registered()) acknowledged_[who] = call.returned;
  // A caller may give up before the effect.
  if (planned.fate == Fate::lost_reply) call.returned = call.invoked + milliseconds(1);
  calls_.push_back(std::move(call));
}

Answer CorrectService::effect(const PlannedCall& planned, bool calm) {
  if (planned.fate == Fate::unavailable) return no(Failure::Kind::unavailable);
  if (planned.fate == Fate::lost_request) return no(Failure::Kind::ambiguous);
  const Person& person = people_[planned.person];
  const bool takes = planned.kind == Kind::registration;
  const Answer registered = takes ? registration(person) : Answer{};
  if (planned.fate == Fate::lost_reply) return no(Failure::Kind::ambiguous);
  if (takes) return registered;

  const UserRow* row = owner(person);
  const bool own = row != nullptr && row->name == person.name;
  if (planned.kind == Kind::login || planned.kind == Kind::wrong_login) {
    if (row == nullptr) return no(Failure::Kind::not_found);
    if (!own || planned.kind == Kind::wrong_login) return no(Failure::Kind::bad_password);
    return session_of(fmt::format("{}", row->id));
  }
  if (row == nullptr) return no(Failure::Kind::not_found);
  const UserStatus status = calm ? UserStatus::active : UserStatus::pending;
  return User{fmt::format("{}", row->id), row->phone, row->name, row->organization_id, status};
}

Answer CorrectService::registration(const Person& person) {
  const UserRow* row = owner(person);
  if (row != nullptr && row->name != person.name) return no(Failure::Kind::phone_taken);
  if (row == nullptr) {
    const auto id = static_cast<std::int64_t>(contents_.users.size()) + 1;
    contents_.users.push_back({id, person.phone, person.name, person.organization_id});
  }
  return pending(temporary_handle(person));
}

const UserRow* CorrectService::owner(const Person& person) const {
  const auto found = std::ranges::find(contents_.users, person.phone, &UserRow::phone);
  return found == contents_.users.end() ? nullptr : &*found;
}

}  // namespace rollcall::properties
