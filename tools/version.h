// What the program models and what it leaves out: printed at the end of every campaign, because a
// green run says nothing about what was not simulated.
#pragma once

#include <string>

namespace rollcall::tools {

[[nodiscard]] std::string version_lines();

}  // namespace rollcall::tools
