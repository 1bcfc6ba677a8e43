// The id of a stream's entry: a time in milliseconds, and a number among the entries of that time.
#pragma once

#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

struct StreamId {
  std::uint64_t ms = 0;
  std::uint64_t seq = 0;

  auto operator<=>(const StreamId&) const = default;
};

inline constexpr std::uint64_t max_id_part = std::numeric_limits<std::uint64_t>::max();
inline constexpr StreamId lowest_id{};
inline constexpr StreamId highest_id{max_id_part, max_id_part};

// The neighbours; nothing beyond the ends.
[[nodiscard]] std::optional<StreamId> next_id(StreamId id);
[[nodiscard]] std::optional<StreamId> previous_id(StreamId id);

// "1526919030474-55".
[[nodiscard]] std::string to_text(StreamId id);

// As in arguments: "5-1", or "5" with the given number behind it.
[[nodiscard]] std::optional<StreamId> parse_stream_id(std::string_view text, std::uint64_t seq);
// The time in "5-*".
[[nodiscard]] std::optional<std::uint64_t> parse_open_stream_id(std::string_view text);

}  // namespace rollcall::sim::redis
