// redis://[[user][:password]@]host[:port][/database], the form that redis-cli and client libraries
// take.
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "engine/stores.h"

namespace rollcall::tools {

/// Fills the Redis fields of `into`. The error never repeats the URL, which may hold a password.
/// `rediss://` is refused: there is no TLS here.
[[nodiscard]] std::expected<void, std::string> parse_redis_url(std::string_view url, Stores& into);

}  // namespace rollcall::tools
