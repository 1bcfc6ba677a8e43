// The catalogue as the build makes it of the files: CMakeLists.txt beside this one.
#pragma once

#include <string_view>
#include <vector>

#include "engine/strategy.h"

namespace rollcall {

/// Those beside this file, then those of each folder of ROLLCALL_STRATEGIES.
[[nodiscard]] std::vector<StrategySpec> found_strategies();

/// The entry of the file `my_way.cpp` is named "my-way".
[[nodiscard]] inline StrategySpec named(std::string_view name, StrategySpec spec) {
  spec.name = name;
  return spec;
}

}  // namespace rollcall
