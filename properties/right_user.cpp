// No read, login or session ever yields somebody else.
//
// A refused registration never existed: whoever was told "taken" can be neither found under that
// phone nor logged in there. Any other registration for a phone may be its user, acknowledged or
// not, once it has been asked for.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "properties/catalogue.h"
#include "properties/registrations.h"

namespace rollcall::properties {
namespace {

class Judge {
 public:
  explicit Judge(const History& history)
      : registrations_(history), by_phone_(registrations_.by_phone()), by_name_(by_phone_) {
    std::ranges::sort(by_name_, {},
                      [](const Registration* one) { return std::tuple(name_key(one), one->id); });
  }
  void judge(const Call& call);
  [[nodiscard]] Finding finding() && { return std::move(finding_); }

 private:
  static std::tuple<std::string_view, std::string_view> name_key(const Registration* one) {
    return {one->phone, one->name};
  }
  void judge_user(const Call& call, const Registration& about);
  void judge_phone(const Call& call);
  void judge_login(const Call& call, const Registration& about);
  [[nodiscard]] bool may_have(const Call& read, const User& user) const;
  [[nodiscard]] const Registration* owner(std::string_view phone) const;
  void broken(const Registration* whose, const Call& call, std::string detail);

  Registrations registrations_;
  std::vector<const Registration*> by_phone_;
  std::vector<const Registration*> by_name_;  ///< by phone and name
  Finding finding_;
};

void Judge::judge(const Call& call) {
  if (call.action == Action::register_user || !call.answered()) return;
  const Registration* about = registrations_.find(call.about);
  if (!about) return;
  ++finding_.judged;
  if (call.action == Action::login) {
    judge_login(call, *about);
  } else if (call.action == Action::find_by_phone) {
    judge_phone(call);
  } else {
    judge_user(call, *about);
  }
}

/// find and session: the user that the handle or session was given to.
void Judge::judge_user(const Call& call, const Registration& about) {
  const User* user = call.user();
  if (!user || about.names(*user)) return;
  const std::string what = call.action == Action::find
                               ? fmt::format("The handle {} of {}", call.handle, described(about))
                               : fmt::format("A session of {}", described(about));
  broken(&about, call, fmt::format("{} led to {} ({}).", what, user->name, user->phone));
}

void Judge::judge_phone(const Call& call) {
  const User* user = call.user();
  if (!user || (user->phone == call.phone && may_have(call, *user))) return;
  broken(owner(call.phone), call,
         fmt::format("A search for the phone {} led to {} ({}), whose phone that is not.",
                     call.phone, user->name, user->phone));
}

void Judge::judge_login(const Call& call, const Registration& about) {
  if (!call.opened()) return;
  if (!call.right_password) {
    broken(owner(about.phone), call,
           fmt::format("A login with a wrong password for {} succeeded.", about.phone));
  } else if (about.refused) {
    broken(owner(about.phone), call,
           fmt::format("{} was told that {} is taken, and logged in there all the same.",
                       about.name, about.phone));
  }
}

/// Somebody of that name asked for the phone before the read returned, and was not refused.
bool Judge::may_have(const Call& read, const User& user) const {
  const std::tuple<std::string_view, std::string_view> key(read.phone, user.name);
  const auto candidates = std::ranges::equal_range(by_name_, key, {}, name_key);
  return std::ranges::any_of(candidates, [&](const Registration* one) {
    return !one->refused && one->invoked <= *read.returned;
  });
}

/// Null: no registration for the phone was acknowledged.
const Registration* Judge::owner(std::string_view phone) const {
  const auto found = std::ranges::lower_bound(by_phone_, phone, {}, &Registration::phone);
  const bool owned = found != by_phone_.end() && (*found)->phone == phone && (*found)->acknowledged;
  return owned ? *found : nullptr;
}

/// Without a `whose` it is the caller who was misled.
void Judge::broken(const Registration* whose, const Call& call, std::string detail) {
  finding_.violations.push_back({.operation = whose ? whose->id : call.about,
                                 .detail = std::move(detail),
                                 .acknowledged = whose ? whose->acknowledged : std::nullopt});
}

Finding judge(const Evidence& evidence) {
  Judge judge(evidence.history);
  for (const Call& call : evidence.history) judge.judge(call);
  return std::move(judge).finding();
}

}  // namespace

Property right_user() {
  return {.promise = Promise::right_user,
          .summary = "no read, login or session ever yields somebody else",
          .kept = "nobody ever gets somebody else's account",
          .broken = "a read, login or session yielded somebody else",
          .obligation = "answered reads, logins and sessions",
          .judge = judge};
}

}  // namespace rollcall::properties
