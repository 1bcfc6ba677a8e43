// The smaller cases next to a case: one pure function, used by the shrinker on loaded files and by
// RapidCheck on generated cases.
//
// Biggest cuts first: faults, clients, operations, processes, then whatever makes the rest plainer.
// Every cut makes the case smaller in an order that has no infinite descent, keeps the numbers of
// what stays (draws are keyed by them), and leaves no defect.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "scenarios/case.h"

namespace rollcall::scenarios {

/// A lazy sequence: a cut is made when it is asked for.
class Shrinks {
 public:
  using Cut = std::function<void(Case&)>;
  Shrinks(const Case& value, std::vector<Cut> cuts);
  /// The next smaller case; empty at the end. Cuts that change nothing are left out.
  [[nodiscard]] std::optional<Case> next();
  /// How many cuts have been looked at.
  [[nodiscard]] std::size_t position() const { return position_; }
  /// Goes on at a position that another case's sequence had reached.
  void skip_to(std::size_t position) { position_ = position; }

 private:
  Case value_;
  std::vector<Cut> cuts_;
  std::size_t position_ = 0;
};

[[nodiscard]] Shrinks shrinks(const Case& value);

}  // namespace rollcall::scenarios
