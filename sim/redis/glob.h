// Redis's glob patterns: * ? [abc] [^a-z] and \ to quote, over bytes.
#pragma once

#include <string_view>

namespace rollcall::sim::redis {

// Whether the whole of `text` matches. Runs of '*' cost no more than one, so that a hostile pattern
// stays polynomial as in Redis.
//
// No pattern matches an empty text but the empty one, in Redis neither.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);
// As KEYS and the SCANs choose: of all that there is, where the pattern is but an asterisk.
[[nodiscard]] bool glob_chooses(std::string_view pattern, std::string_view text);

}  // namespace rollcall::sim::redis
