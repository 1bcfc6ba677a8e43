// Reading expiry times out of arguments.
#pragma once

#include <cstddef>
#include <optional>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

enum class TimeUnit { seconds, milliseconds };

struct ExpiryArgument {
  std::size_t at;  // the argument
  TimeUnit unit;
  bool absolute;  // since the epoch; otherwise from now on
};

// The time since the epoch in milliseconds that the argument stands for; replies an error when it
// is no integer, does not fit, or (unless `past_is_fine`) is not above zero as it was written.
[[nodiscard]] std::optional<UnixMs> read_expiry(Call& call, ExpiryArgument argument,
                                                bool past_is_fine);

}  // namespace rollcall::sim::redis
