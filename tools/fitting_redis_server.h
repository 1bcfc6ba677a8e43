// Whether the machine has the redis-server that the model is compared with.
#pragma once

#include <expected>
#include <string>

namespace rollcall::tools {

/// The error is one line: what is missing or wrong, and what would be right.
[[nodiscard]] std::expected<void, std::string> find_fitting_redis_server();

}  // namespace rollcall::tools
