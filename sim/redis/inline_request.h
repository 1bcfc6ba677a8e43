// Splits a line typed by hand into words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

// Words are separated by blanks; "..." knows \n \r \t \b \a \xHH and \c for c, '...' only \'. A
// closing quote must be followed by a blank. Nothing when quotes do not balance.
[[nodiscard]] std::optional<std::vector<std::string>> split_inline_request(std::string_view line);

}  // namespace rollcall::sim::redis
