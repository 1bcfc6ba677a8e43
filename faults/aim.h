// What a trigger waits for, prepared for being compared with every point of a world.
#pragma once

#include <string_view>

#include "faults/fault.h"
#include "sim/hooks.h"

namespace rollcall::faults {

class Aim {
 public:
  /// The trigger outlives it.
  explicit Aim(const Trigger& trigger);
  [[nodiscard]] bool matches(const sim::Point& point) const;
  /// It waits for a message, a connection or a call on a file, not for a named step of the code.
  [[nodiscard]] bool at_device() const;

 private:
  std::string_view name_;
  std::string_view label_;    ///< empty: any
  std::string_view process_;  ///< at either end; empty: any
  sim::Key operation_ = 0;    ///< 0: any
};

}  // namespace rollcall::faults
