// Whoever was told to be registered can log in from then on, with the right password.
//
// A login that was invoked before the acknowledgement returned proves nothing. One that got no
// answer (unavailable, ambiguous) proves nothing either, unless it is the last one of the calm:
// by then everything has healed, and the service has to answer.
#include <fmt/format.h>

#include <algorithm>

#include "properties/catalogue.h"
#include "properties/registrations.h"

namespace rollcall::properties {
namespace {

struct Login {
  const Registration* user;
  std::size_t place;  ///< in the history
  [[nodiscard]] auto key() const { return std::pair(user->id, place); }
};

/// The logins that the promise is about: each user's together, in the order of their invocation.
std::vector<Login> logins_after_ack(const History& history, const Registrations& registrations) {
  std::vector<Login> logins;
  for (std::size_t place = 0; place < history.size(); ++place) {
    const Call& call = history[place];
    if (call.action != Action::login || !call.right_password) continue;
    const Registration* user = registrations.find(call.about);
    if (user && user->acknowledged_before(call)) logins.push_back({user, place});
  }
  std::ranges::sort(logins, {}, &Login::key);
  return logins;
}

std::string refusal(const Registration& user, const Call& login) {
  const std::string told = promised(user, user.handle);
  if (!login.answered()) return fmt::format("{} a login still has no answer in the calm.", told);
  return fmt::format("{} a login with the right password was answered \"{}\".", told,
                     to_string(login.failure()->kind));
}

Finding judge(const Evidence& evidence) {
  const Registrations registrations(evidence.history);
  const std::vector<Login> logins = logins_after_ack(evidence.history, registrations);
  Finding finding;
  for (std::size_t i = 0; i < logins.size(); ++i) {
    const Registration* user = logins[i].user;
    const Call& call = evidence.history[logins[i].place];
    const bool last = i + 1 == logins.size() || logins[i + 1].user != user;
    if (!call.answered() && !(last && call.probe)) continue;
    ++finding.judged;
    if (!call.failure()) continue;
    finding.violations.push_back({.operation = user->id,
                                  .detail = refusal(*user, call),
                                  .acknowledged = user->acknowledged,
                                  .conflict = user->conflict});
  }
  return finding;
}

}  // namespace

Property login_after_ack() {
  return {.promise = Promise::login_after_ack,
          .summary = "after the acknowledgement the user can log in",
          .kept = "a registered user can log in",
          .broken = "a registered user cannot log in",
          .obligation = "logins after an acknowledgement",
          .judge = judge};
}

}  // namespace rollcall::properties
