// Parameters of CONFIG SET whose values are texts of their own kinds, as Redis reads and shows
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/client_type.h"

namespace rollcall::sim::redis {

struct Config;

// What is kept of a new value, given the one before; the error says why it is wrong.
using NormalForm = std::expected<std::string, std::string> (*)(std::string_view text,
                                                               std::string_view before);

[[nodiscard]] std::expected<std::string, std::string> normal_keyspace_events(std::string_view,
                                                                             std::string_view);
[[nodiscard]] std::expected<std::string, std::string> normal_output_limits(std::string_view,
                                                                           std::string_view);
[[nodiscard]] std::expected<std::string, std::string> normal_memory_or_percent(std::string_view,
                                                                               std::string_view);
[[nodiscard]] std::expected<std::string, std::string> normal_percentiles(std::string_view,
                                                                         std::string_view);
[[nodiscard]] std::expected<std::string, std::string> normal_oom_scores(std::string_view,
                                                                        std::string_view);

// client-output-buffer-limit, which the host heeds that sends the replies, and who sends messages:
// what may be left unsent of a client, beside `reply_chunk`. 0: whatever there is.
inline constexpr std::size_t reply_chunk = 16 * 1024;
struct OutputLimit {
  std::int64_t hard;  // bytes
  std::int64_t soft;  // bytes, for so long:
  std::int64_t seconds;
  [[nodiscard]] bool forbids(std::size_t bytes) const {
    return hard > 0 && bytes >= static_cast<std::size_t>(hard);
  }
};
[[nodiscard]] OutputLimit output_limit(const Config& config, ClientType type);

// At each single space: two of them have an empty word between them.
[[nodiscard]] std::vector<std::string_view> split_at_spaces(std::string_view text);

}  // namespace rollcall::sim::redis
