// Never two rows for one phone, nor two acknowledged registrations under different keys for one
// phone.
//
// Retries share their key, which is their operation: two acknowledged attempts of one operation
// are one registration. Of two acknowledgements the earlier one is the broken promise ("this phone
// is yours"), the later one is how it was broken.
#include <fmt/format.h>

#include <algorithm>

#include "properties/catalogue.h"
#include "properties/registrations.h"

namespace rollcall::properties {
namespace {

Violation given_twice(const Registration& first, const Registration& second) {
  return {.operation = first.id,
          .detail = fmt::format("{} was told that {} is theirs, and then {} was told the same.",
                                first.name, first.phone, second.name),
          .acknowledged = first.acknowledged};
}

/// `owner`: the first that the phone was given to, or that asked for it; null: nobody ever did.
Violation stored_twice(const UserRow& first, const UserRow& second, const Registration* owner) {
  return {.operation = owner ? owner->id : OperationId{},
          .detail = fmt::format("{} stands in two rows: {} is {}, and {} is {}.", first.phone,
                                first.id, first.name, second.id, second.name),
          .acknowledged = owner ? owner->acknowledged : std::nullopt};
}

void judge_rows(const Contents& contents, std::span<const Registration* const> by_phone,
                Finding& finding) {
  const std::vector<const UserRow*> rows = rows_by_phone(contents);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const UserRow& row = *rows[i];
    if (rows[i - 1]->phone != row.phone) continue;
    const auto found = std::ranges::lower_bound(by_phone, row.phone, {}, &Registration::phone);
    const bool asked = found != by_phone.end() && (*found)->phone == row.phone;
    finding.violations.push_back(stored_twice(*rows[i - 1], row, asked ? *found : nullptr));
  }
}

Finding judge(const Evidence& evidence) {
  const Registrations registrations(evidence.history);
  const std::vector<const Registration*> asked = registrations.by_phone();
  Finding finding;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const bool rival = i > 0 && asked[i - 1]->phone == asked[i]->phone;
    if (!rival) ++finding.judged;
    if (rival && asked[i]->acknowledged) {
      finding.violations.push_back(given_twice(*asked[i - 1], *asked[i]));
    }
  }
  judge_rows(evidence.contents, asked, finding);
  return finding;
}

}  // namespace

Property unique_phones() {
  return {.promise = Promise::unique_phones,
          .summary = "no phone has two rows, or was given to two registrations",
          .kept = "a phone belongs to one user",
          .broken = "one phone was given to two users",
          .obligation = "phones that somebody asked for",
          .judge = judge};
}

}  // namespace rollcall::properties
