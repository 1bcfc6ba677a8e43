// A hash of all sources on which a run depends, computed while building (build_id.cmake).
#pragma once

#include <string_view>

namespace rollcall::scenarios {

/// 16 hexadecimal digits.
[[nodiscard]] std::string_view build_id();

}  // namespace rollcall::scenarios
