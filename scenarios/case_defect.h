// What makes a Case one that cannot be run: numbers out of range, names of nothing, references to
// what does not exist.
#pragma once

#include <optional>
#include <string>

#include "scenarios/case.h"

namespace rollcall::scenarios {

struct Defect {
  std::string place;  ///< path in the TOML form, positions from 0: "client.2.operations.0.about"
  std::string what;   ///< understandable without the place
  std::string right;  ///< what would be right; may be empty
};

/// The first one, in the order of the TOML form.
[[nodiscard]] std::optional<Defect> find_defect(const Case& value);

}  // namespace rollcall::scenarios
