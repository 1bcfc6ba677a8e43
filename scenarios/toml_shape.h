// What is refused before the TOML library sees it: text whose mere shape would exhaust the stack or
// the patience of whoever parses it.
#pragma once

#include <optional>
#include <string_view>

#include "scenarios/input_error.h"

namespace rollcall::scenarios {

/// The library destroys nested tables recursively, and a key such as a.a.a... nests once per dot.
/// So a line may hold at most 16 dots outside strings and comments (no file of ours needs more than
/// two), and together with the library's own limit of 256 nested arrays the depth is bounded.
[[nodiscard]] std::optional<InputError> misshapen(std::string_view text, std::string_view file);

}  // namespace rollcall::scenarios
