// Properties of the judges: they object to nothing that a correct service does, however its calls
// overlap and whatever its callers miss, and to every single wrong that is slipped in.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>

#include "properties/correct_service.h"

namespace rollcall::properties {
namespace {

using Kind = PlannedCall::Kind;
using Fate = PlannedCall::Fate;

std::vector<PlannedCall> any_storm() {
  const auto call = rc::gen::build<PlannedCall>(
      rc::gen::set(&PlannedCall::kind, rc::gen::weightedElement<Kind>({{4, Kind::registration},
                                                                       {2, Kind::login},
                                                                       {1, Kind::wrong_login},
                                                                       {1, Kind::session},
                                                                       {2, Kind::find},
                                                                       {2, Kind::find_by_phone}})),
      rc::gen::set(&PlannedCall::person, rc::gen::inRange<std::size_t>(0, CorrectService::people)),
      rc::gen::set(&PlannedCall::fate, rc::gen::weightedElement<Fate>({{6, Fate::answered},
                                                                       {1, Fate::lost_reply},
                                                                       {1, Fate::lost_request},
                                                                       {1, Fate::unavailable}})),
      rc::gen::set(&PlannedCall::early_ms, rc::gen::inRange<std::int64_t>(0, 40)),
      rc::gen::set(&PlannedCall::late_ms, rc::gen::inRange<std::int64_t>(0, 40)));
  return *rc::gen::scale(3, rc::gen::container<std::vector<PlannedCall>>(call));
}

std::size_t violations(Promise promise, const History& history, const Contents& contents) {
  return property_of(promise).judge({history, contents}).violations.size();
}

/// One of the calls for which `fits` is true; the case is discarded when there is none.
Call& any_call(History& history, const std::function<bool(const Call&)>& fits) {
  std::vector<Call*> candidates;
  for (Call& call : history) {
    if (fits(call)) candidates.push_back(&call);
  }
  RC_PRE(!candidates.empty());
  return *candidates[*rc::gen::inRange<std::size_t>(0, candidates.size())];
}

struct Evening {
  explicit Evening(const CorrectService& service)
      : history(service.history()), contents(service.contents()) {}
  History history;
  Contents contents;
  [[nodiscard]] bool rejected_by(Promise promise) const {
    return violations(promise, history, contents) > 0;
  }
};
Evening any_evening() { return Evening(CorrectService(any_storm())); }

bool acknowledges(const Call& call) { return call.registered() != nullptr; }
bool is_find(const Call& call) { return call.action == Action::find && call.user(); }
bool is_login(const Call& call) { return call.action == Action::login; }
/// Somebody of the other phones.
User somebody_else(const Call& call) {
  return {"1", "+491519999999", "Mallory", call.organization_id, UserStatus::active};
}

RC_GTEST_PROP(Judges, AcceptWhateverACorrectServiceDoes, ()) {
  const Evening evening = any_evening();
  for (const Property& property : properties()) {
    const Finding finding = property.judge({evening.history, evening.contents});
    if (!finding.violations.empty()) RC_FAIL(finding.violations[0].detail);
  }
}

RC_GTEST_PROP(Judges, RejectAMissingRow, ()) {
  Evening evening = any_evening();
  const Call& lost = any_call(evening.history, acknowledges);
  std::erase_if(evening.contents.users,
                [&](const UserRow& row) { return row.phone == lost.phone; });
  RC_ASSERT(evening.rejected_by(Promise::no_lost_users));
}

RC_GTEST_PROP(Judges, RejectARowThatIsThereTwice, ()) {
  Evening evening = any_evening();
  RC_PRE(!evening.contents.users.empty());
  UserRow copy = evening.contents.users.front();
  copy.id = 1000;
  evening.contents.users.push_back(copy);
  RC_ASSERT(evening.rejected_by(Promise::unique_phones));
}

RC_GTEST_PROP(Judges, RejectASecondAcknowledgementForOnePhone, ()) {
  Evening evening = any_evening();
  Call& refused = any_call(
      evening.history, [](const Call& call) { return call.failed_as(Failure::Kind::phone_taken); });
  refused.answer = active("77");
  const bool owned = std::ranges::any_of(evening.history, [&](const Call& call) {
    return acknowledges(call) && call.phone == refused.phone && call.id != refused.id;
  });
  RC_PRE(owned);
  RC_ASSERT(evening.rejected_by(Promise::unique_phones));
  RC_ASSERT(evening.rejected_by(Promise::no_lost_users));
}

RC_GTEST_PROP(Judges, RejectAHandleThatFindsNobody, ()) {
  Evening evening = any_evening();
  any_call(evening.history, is_find).answer = no(Failure::Kind::not_found);
  RC_ASSERT(evening.rejected_by(Promise::ids_reconcile));
}

RC_GTEST_PROP(Judges, RejectAHandleThatTwoUsersHave, ()) {
  Evening evening = any_evening();
  const Call& first = any_call(evening.history, acknowledges);
  Call& second = any_call(
      evening.history, [&](const Call& call) { return acknowledges(call) && call.id != first.id; });
  second.answer = active(first.registered()->handle);
  RC_ASSERT(evening.rejected_by(Promise::ids_reconcile));
}

RC_GTEST_PROP(Judges, RejectAPendingThatDoesNotEnd, ()) {
  Evening evening = any_evening();
  Call& last =
      any_call(evening.history, [](const Call& call) { return is_find(call) && call.probe; });
  User user = *last.user();
  user.status = UserStatus::pending;
  last.answer = user;
  RC_ASSERT(evening.rejected_by(Promise::ids_reconcile));
}

RC_GTEST_PROP(Judges, RejectSomebodyElseInAnyRead, ()) {
  Evening evening = any_evening();
  Call& read = any_call(evening.history, [](const Call& call) { return call.user() != nullptr; });
  read.answer = somebody_else(read);
  RC_ASSERT(evening.rejected_by(Promise::right_user));
}

RC_GTEST_PROP(Judges, RejectALoginWithAWrongPassword, ()) {
  Evening evening = any_evening();
  any_call(evening.history, [](const Call& call) {
    return is_login(call) && !call.right_password;
  }).answer = session_of("1");
  RC_ASSERT(evening.rejected_by(Promise::right_user));
}

RC_GTEST_PROP(Judges, RejectALoginOfWhoWasRefused, ()) {
  Evening evening = any_evening();
  const auto ambiguous = [&](OperationId id) {
    return std::ranges::any_of(evening.history, [&](const Call& call) {
      return call.id == id && call.failed_as(Failure::Kind::ambiguous);
    });
  };
  const Call& refused = any_call(evening.history, [&](const Call& call) {
    return call.failed_as(Failure::Kind::phone_taken) && !ambiguous(call.id);
  });
  any_call(evening.history, [&](const Call& call) {
    return is_login(call) && call.right_password && call.about == refused.id;
  }).answer = session_of("1");
  RC_ASSERT(evening.rejected_by(Promise::right_user));
}

RC_GTEST_PROP(Judges, RejectADefiniteNoToARegisteredUser, ()) {
  Evening evening = any_evening();
  Call& login = any_call(evening.history, [](const Call& call) {
    return is_login(call) && call.probe && call.opened();
  });
  login.answer = no(Failure::Kind::bad_password);
  RC_ASSERT(evening.rejected_by(Promise::login_after_ack));
}

RC_GTEST_PROP(Judges, RejectSilenceAtTheEndOfTheCalm, ()) {
  Evening evening = any_evening();
  Call& last = any_call(evening.history, [](const Call& call) {
    return call.probe && (is_find(call) || call.opened());
  });
  last.answer = no(Failure::Kind::unavailable);
  RC_ASSERT(
      evening.rejected_by(is_login(last) ? Promise::login_after_ack : Promise::ids_reconcile));
}

}  // namespace
}  // namespace rollcall::properties
