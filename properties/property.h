// A property is one claim about a run, judged from the evidence alone. What each one means, and
// what it takes for proof, stands at the head of its file.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "properties/history.h"

namespace rollcall::properties {

struct Violation {
  OperationId operation;  ///< whose promise is broken; 0.0: nobody's, such as a row of nobody
  std::string detail;     ///< one sentence in the user's words, with phone, handle, names
  std::optional<MonotonicTime> acknowledged;  ///< when that promise was given; empty: it never was
  bool conflict = false;  ///< the service owns up to it: reads say that it is a conflict
};

struct Finding {
  std::uint64_t judged = 0;  ///< obligations looked at; 0: the run says nothing about this property
  std::vector<Violation> violations;
};

/// One entry of the catalogue.
struct Property {
  Promise promise;
  std::string_view summary;     ///< the claim, in one line
  std::string_view kept;        ///< for reports: "no user is lost"
  std::string_view broken;      ///< for reports, after BROKEN: "an acknowledged user is gone"
  std::string_view obligation;  ///< what `judged` counts: "acknowledged registrations"
  Finding (*judge)(const Evidence&);
  [[nodiscard]] std::string_view name() const { return to_string(promise); }
};
/// In the order of all_promises.
[[nodiscard]] std::span<const Property> properties();
[[nodiscard]] const Property& property_of(Promise promise);

}  // namespace rollcall::properties
