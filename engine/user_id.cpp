#include "engine/user_id.h"

#include <charconv>
#include <string>

namespace rollcall {

std::optional<std::int64_t> parse_user_id(std::string_view text) {
  if (text.empty() || text.front() < '1' || text.front() > '9') return std::nullopt;
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

Handle to_handle(std::int64_t user_id) { return std::to_string(user_id); }

}  // namespace rollcall
