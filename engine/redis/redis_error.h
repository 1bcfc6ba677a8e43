// Why a Redis call has no reply that could be used, in the three classes that decide what a caller
// may do next.
#pragma once

#include <expected>
#include <string>
#include <string_view>

namespace rollcall {

struct RedisError {
  enum class Kind {
    refused,  ///< never sent: no connection, no free place in the pool, or the deadline had passed
              ///< before
    ambiguous,    ///< sent, at least in part, and not answered: may have been applied, or still be
    error_reply,  ///< the server's own "no". A single command changed nothing; a script may have
                  ///< done its first part
  };
  Kind kind = Kind::ambiguous;
  std::string code{};  ///< of an error_reply: its first word, such as LOADING, READONLY, OOM,
                       ///< NOSCRIPT or ERR
  std::string text{};  ///< for people; carries neither passwords nor arguments
  bool operator==(const RedisError&) const = default;

  /// From the text of an error reply ("WRONGTYPE Operation against ..."), without the arguments
  /// that Redis repeats after an unknown command.
  [[nodiscard]] static RedisError from_reply(std::string_view text);
};
[[nodiscard]] std::string_view to_string(RedisError::Kind kind);

template <typename T>
using RedisResult = std::expected<T, RedisError>;

}  // namespace rollcall
