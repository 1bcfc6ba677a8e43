// What a client may call itself (CLIENT SETNAME, HELLO SETNAME).
#pragma once

#include <algorithm>
#include <string_view>

namespace rollcall::sim::redis {

[[nodiscard]] inline bool is_valid_client_name(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return c >= '!' && c <= '~'; });
}
inline constexpr std::string_view invalid_client_name =
    "ERR Client names cannot contain spaces, newlines or special characters.";

}  // namespace rollcall::sim::redis
