#include "properties/registrations.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "engine/check.h"

namespace rollcall::properties {
namespace {

/// Attempts of one registration side by side, in the order of their invocation.
std::vector<const Call*> attempts_in(const History& history) {
  std::vector<const Call*> attempts;
  for (const Call& call : history) {
    if (call.action == Action::register_user) attempts.push_back(&call);
  }
  std::ranges::sort(attempts, {}, [](const Call* call) {
    return std::tuple(call->id, call->invoked, call->attempt);
  });
  return attempts;
}

Registration concluded(std::span<const Call* const> attempts) {
  const Call& first = *attempts.front();
  Registration result{.id = first.id,
                      .phone = first.phone,
                      .name = first.name,
                      .organization_id = first.organization_id,
                      .invoked = first.invoked};
  bool taken = false;
  bool undone = true;
  for (const Call* call : attempts) {
    taken = taken || call->failed_as(Failure::Kind::phone_taken);
    undone = undone && call->failure() && !call->failed_as(Failure::Kind::ambiguous);
    const bool earlier = !result.acknowledged || call->returned < result.acknowledged;
    if (call->registered() && earlier) {
      result.acknowledged = call->returned;
      result.handle = call->registered()->handle;
    }
  }
  result.refused = taken && undone;
  return result;
}

}  // namespace

Registrations::Registrations(const History& history) {
  for (const Call& call : history) {
    ROLLCALL_CHECK(call.returned || call.failed_as(Failure::Kind::ambiguous),
                   "a call that never returned has no answer");
  }
  const std::vector<const Call*> attempts = attempts_in(history);
  for (auto first = attempts.begin(); first != attempts.end();) {
    const auto next = std::find_if(first, attempts.end(),
                                   [&](const Call* call) { return call->id != (*first)->id; });
    all_.push_back(concluded({first, next}));
    first = next;
  }
  note_conflicts(history);
}

const Registration* Registrations::find(OperationId id) const {
  const auto found = std::ranges::lower_bound(all_, id, {}, &Registration::id);
  return found != all_.end() && found->id == id ? &*found : nullptr;
}

std::vector<const Registration*> Registrations::by_phone() const {
  std::vector<const Registration*> result;
  for (const Registration& one : all_) result.push_back(&one);
  std::ranges::sort(result, {}, [](const Registration* one) {
    const MonotonicTime when = one->acknowledged.value_or(MonotonicTime::max());
    return std::tuple(one->phone, when, one->id);
  });
  return result;
}

void Registrations::note_conflicts(const History& history) {
  for (const Call& call : history) {
    const bool told = call.user() != nullptr && call.user()->status == UserStatus::conflict;
    if (!call.probe || !told) continue;
    const auto found = std::ranges::lower_bound(all_, call.about, {}, &Registration::id);
    if (found != all_.end() && found->id == call.about) found->conflict = true;
  }
}

std::string described(const Registration& user) {
  return fmt::format("{} ({})", user.name, user.phone);
}

std::string promised(const Registration& user, std::string_view handle) {
  return fmt::format("{} was told to be registered as {}, but", described(user), handle);
}

}  // namespace rollcall::properties
