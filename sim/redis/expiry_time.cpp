#include "sim/redis/expiry_time.h"

#include <limits>

#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

std::optional<UnixMs> read_expiry(Call& call, ExpiryArgument argument, bool past_is_fine) {
  const auto written = call.integer_argument(argument.at);
  if (!written) return std::nullopt;
  const std::int64_t factor = argument.unit == TimeUnit::seconds ? 1000 : 1;
  constexpr std::int64_t max = std::numeric_limits<std::int64_t>::max();
  const bool fits = *written <= max / factor && *written >= -(max / factor);
  if (fits && (past_is_fine || *written > 0)) {
    const std::int64_t ms = *written * factor;
    const auto when = add_checked(ms, argument.absolute ? 0 : call.now);
    if (when) return when;
  }
  call.reply.error("ERR invalid expire time in '" + lower_case(call.command.name) + "' command");
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
