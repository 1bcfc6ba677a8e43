// Parameters of CONFIG SET whose values are texts of their own kinds, as Redis reads and shows
// them.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

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

// At each single space: two of them have an empty word between them.
[[nodiscard]] std::vector<std::string_view> split_at_spaces(std::string_view text);

}  // namespace rollcall::sim::redis
