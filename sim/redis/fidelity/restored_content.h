// Whether two payloads, of DUMP or of FUNCTION DUMP, are restored to the same: a model tells.
#pragma once

#include <string>

namespace rollcall::sim::redis {

[[nodiscard]] bool restore_the_same_functions(const std::string& a, const std::string& b);
[[nodiscard]] bool restore_the_same_value(const std::string& a, const std::string& b);

}  // namespace rollcall::sim::redis
