// A handle that was handed out names its user for ever, and only that user, and every pending
// ends.
//
//   * A find by it that was invoked after the acknowledgement never gets a definite no, and never
//     somebody else.
//   * Two registrations never get one handle. A user may have several (a temporary and a final
//     one): what a user's own answers show counts as the user's handle too, so that a temporary
//     handle of one must not be the final handle of another.
//   * The last probe of the calm finds the user, active. Before that, no answer proves nothing.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "properties/catalogue.h"
#include "properties/registrations.h"

namespace rollcall::properties {
namespace {

/// From `since` on, `handle` names `user`.
struct Name {
  std::string_view handle;
  const Registration* user;
  MonotonicTime since;
  const Call* last_probe = nullptr;

  [[nodiscard]] auto key() const { return std::tuple(user->id, handle); }
  [[nodiscard]] bool same_as(const Name& other) const { return key() == other.key(); }
};

/// One entry for each user and handle: the earliest.
void sort_and_deduplicate(std::vector<Name>& names) {
  std::ranges::sort(names, {}, [](const Name& one) { return std::tuple(one.key(), one.since); });
  const auto rest = std::ranges::unique(names, &Name::same_as);
  names.erase(rest.begin(), rest.end());
}

/// The handles that acknowledgements handed out.
std::vector<Name> handed_out(const History& history, const Registrations& registrations) {
  std::vector<Name> names;
  for (const Call& call : history) {
    if (call.action != Action::register_user || !call.registered()) continue;
    names.push_back({call.registered()->handle, registrations.find(call.id), *call.returned});
  }
  sort_and_deduplicate(names);
  return names;
}

/// The handles under which acknowledged users were shown.
std::vector<Name> shown(const History& history, const Registrations& registrations) {
  std::vector<Name> names;
  for (const Call& call : history) {
    if (!call.user()) continue;
    const Registration* user = registrations.find(call.about);
    if (!user || !user->acknowledged || !user->names(*call.user())) continue;
    names.push_back({call.user()->handle, user, *call.returned});
  }
  return names;
}

Violation broken(const Name& name, const std::string& how) {
  return {.operation = name.user->id,
          .detail = fmt::format("{} {}", promised(*name.user, name.handle), how),
          .acknowledged = name.since,
          .conflict = name.user->conflict};
}

void judge_answer(const Name& name, const Call& find, Finding& finding) {
  ++finding.judged;
  if (const Failure* failure = find.failure()) {
    finding.violations.push_back(
        broken(name, fmt::format("find answered \"{}\".", to_string(failure->kind))));
  } else if (const User* user = find.user(); user && !name.user->names(*user)) {
    finding.violations.push_back(
        broken(name, fmt::format("that handle found {} ({}).", user->name, user->phone)));
  }
}

void judge_finds(const History& history, std::vector<Name>& names, Finding& finding) {
  for (const Call& call : history) {
    if (call.action != Action::find) continue;
    const auto key = std::tuple(call.about, std::string_view(call.handle));
    const auto name = std::ranges::lower_bound(names, key, {}, &Name::key);
    if (name == names.end() || name->key() != key || call.invoked < name->since) continue;
    if (call.answered()) judge_answer(*name, call, finding);
    if (call.probe) name->last_probe = &call;
  }
}

/// Without a probe nobody knows how it ended. A last probe that was answered wrongly is a broken
/// answer already.
void judge_endings(std::span<const Name> names, Finding& finding) {
  for (const Name& name : names) {
    if (!name.last_probe) continue;
    ++finding.judged;
    const User* user = name.last_probe->user();
    if (!name.last_probe->answered()) {
      finding.violations.push_back(broken(name, "find still has no answer in the calm."));
    } else if (user && name.user->names(*user) && user->status == UserStatus::pending) {
      finding.violations.push_back(broken(name, "is still pending when all has come to rest."));
    }
  }
}

void judge_collisions(std::vector<Name> names, Finding& finding) {
  sort_and_deduplicate(names);
  std::ranges::sort(
      names, {}, [](const Name& one) { return std::tuple(one.handle, one.since, one.user->id); });
  for (std::size_t i = 1; i < names.size(); ++i) {
    if (names[i - 1].handle != names[i].handle) continue;
    finding.violations.push_back(
        broken(names[i - 1], fmt::format("{} has that handle too.", described(*names[i].user))));
  }
}

Finding judge(const Evidence& evidence) {
  const Registrations registrations(evidence.history);
  std::vector<Name> names = handed_out(evidence.history, registrations);
  Finding finding;
  judge_finds(evidence.history, names, finding);
  judge_endings(names, finding);
  const std::vector<Name> seen = shown(evidence.history, registrations);
  names.insert(names.end(), seen.begin(), seen.end());
  judge_collisions(std::move(names), finding);
  return finding;
}

}  // namespace

Property ids_reconcile() {
  return {.promise = Promise::ids_reconcile,
          .summary = "a handle names its user for ever and only that one, and every pending ends",
          .kept = "a handle names its user for ever",
          .broken = "a handle names nobody, somebody else, or a user who stays pending",
          .obligation = "handed-out handles and finds by them",
          .judge = judge};
}

}  // namespace rollcall::properties
