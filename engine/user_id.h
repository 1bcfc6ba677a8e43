// SQLite's number of a user, and the handle that is its text.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/types.h"

namespace rollcall {

/// The one spelling of a positive 64-bit number: no sign, no leading zero, nothing around it. So a
/// handle from outside ("phone:+49...", "next", "007") never becomes another key or another name.
[[nodiscard]] std::optional<std::int64_t> parse_user_id(std::string_view text);

[[nodiscard]] Handle to_handle(std::int64_t user_id);

}  // namespace rollcall
