// One line of what `bench` prints.
#pragma once

#include <string>

namespace rollcall::tools {

struct Row {
  double value = 0;
  std::string unit{};
  std::string goal{};
  std::string beside{};  ///< what the figure is made of: operations, threads, bytes
};

[[nodiscard]] inline Row not_measured(std::string why) {
  return {.unit = "not measured", .beside = std::move(why)};
}

}  // namespace rollcall::tools
