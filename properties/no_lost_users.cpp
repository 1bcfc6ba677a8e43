// The user of an acknowledged registration is in SQLite at the end, exactly once, with the same
// phone, name and organization.
//
// Of two that were acknowledged for one phone, the one whose data is not there is lost, and she is
// lost as well where the service keeps her as a conflict and says so; but that is another matter
// than to know nothing of her. What happened to an ambiguous registration is nobody's loss: its
// client was promised nothing.
#include <fmt/format.h>

#include <algorithm>

#include "properties/catalogue.h"
#include "properties/registrations.h"

namespace rollcall::properties {
namespace {

/// Nothing: exactly one row is this user.
std::optional<std::string> loss(const Registration& user, std::span<const UserRow* const> rows) {
  const auto is_user = [&](const UserRow* row) {
    return row->name == user.name && row->organization_id == user.organization_id;
  };
  const auto matching = std::ranges::count_if(rows, is_user);
  if (matching == 1) return std::nullopt;
  const std::string told = promised(user, user.handle);
  if (matching > 1) return fmt::format("{} {} rows say so.", told, matching);
  if (rows.empty()) return fmt::format("{} no row has that phone.", told);
  const UserRow& other = *rows.front();
  if (other.name != user.name) return fmt::format("{} the phone's row is {}'s.", told, other.name);
  return fmt::format("{} the row is in organization {}, not {}.", told, other.organization_id,
                     user.organization_id);
}

Finding judge(const Evidence& evidence) {
  const std::vector<const UserRow*> rows = rows_by_phone(evidence.contents);
  const Registrations registrations(evidence.history);
  Finding finding;
  for (const Registration& user : registrations.all()) {
    if (!user.acknowledged) continue;
    ++finding.judged;
    const auto same_phone = std::ranges::equal_range(rows, user.phone, {}, &UserRow::phone);
    if (std::optional<std::string> detail = loss(user, same_phone)) {
      finding.violations.push_back({.operation = user.id,
                                    .detail = std::move(*detail),
                                    .acknowledged = user.acknowledged,
                                    .conflict = user.conflict});
    }
  }
  return finding;
}

}  // namespace

Property no_lost_users() {
  return {.promise = Promise::no_lost_users,
          .summary = "an acknowledged user is in SQLite for good, once, with the same data",
          .kept = "no user is lost",
          .broken = "an acknowledged user is gone",
          .obligation = "acknowledged registrations",
          .judge = judge};
}

}  // namespace rollcall::properties
