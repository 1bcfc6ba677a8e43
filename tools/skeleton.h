// What the build puts into the program for `new strategy`.
#pragma once

#include <string_view>

namespace rollcall::tools {

/// The text of skeleton/my_way.cpp.
[[nodiscard]] std::string_view strategy_skeleton();
[[nodiscard]] std::string_view project_root();
/// ROLLCALL_STRATEGIES as this program was built with it: separated by ;.
[[nodiscard]] std::string_view own_strategy_folders();

}  // namespace rollcall::tools
