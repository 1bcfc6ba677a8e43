#include "engine/redis/redis_error.h"

namespace rollcall {

RedisError RedisError::from_reply(std::string_view text) {
  const std::string_view code = text.substr(0, text.find(' '));
  const std::string_view safe = text.substr(0, text.find(", with args beginning with"));
  return {.kind = Kind::error_reply, .code = std::string(code), .text = std::string(safe)};
}

std::string_view to_string(RedisError::Kind kind) {
  switch (kind) {
    case RedisError::Kind::refused:
      return "refused";
    case RedisError::Kind::ambiguous:
      return "ambiguous";
    case RedisError::Kind::error_reply:
      return "error reply";
  }
  return "unknown";
}

}  // namespace rollcall
