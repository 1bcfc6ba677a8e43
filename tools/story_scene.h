// The moments of a run that a story may tell, each in its lane, and which of them matter for one
// broken promise.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "properties/verdict.h"
#include "scenarios/case.h"
#include "scenarios/outcome.h"

namespace rollcall::tools {

enum class Lane { clients, app, redis, sqlite };

struct Moment {
  std::int64_t at_ns = 0;
  Lane lane = Lane::clients;
  std::string text;
  int weight = 0;         ///< when lines are scarce, the lightest go first
  std::size_t order = 0;  ///< among moments of one instant
};

/// The registrations that a violation is about: its own, rivals for its phone, and those with its
/// handle.
[[nodiscard]] std::set<properties::OperationId> focus_of(const scenarios::Outcome& outcome,
                                                         const properties::Violation* violation);

/// In the order of time.
[[nodiscard]] std::vector<Moment> moments_of(const scenarios::Case& value,
                                             const scenarios::Outcome& outcome,
                                             const std::set<properties::OperationId>& focus);

}  // namespace rollcall::tools
