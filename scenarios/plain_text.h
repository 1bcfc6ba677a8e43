// Text that may stand in a case: well-formed UTF-8 that no terminal and no TOML parser minds.
#pragma once

#include <string>
#include <string_view>

namespace rollcall::scenarios {

/// Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates) without control characters.
[[nodiscard]] bool is_plain_text(std::string_view text);
/// As a basic string of TOML, quotes included. `text` is plain.
[[nodiscard]] std::string quoted(std::string_view text);

}  // namespace rollcall::scenarios
