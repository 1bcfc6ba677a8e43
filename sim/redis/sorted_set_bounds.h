// Which elements a range command means: from rank to rank, from score to score, or from bytes to
// bytes (which is defined only among equal scores). Whatever it is, it becomes an interval of
// ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "sim/redis/command.h"
#include "sim/redis/sorted_set.h"

namespace rollcall::sim::redis {

enum class RangeBy : std::uint8_t { rank, score, bytes };

struct RankBounds {  // negative: from the end
  std::int64_t first;
  std::int64_t last;
};
struct ScoreBound {
  double score;
  bool exclusive;
};
struct ScoreBounds {
  ScoreBound min;
  ScoreBound max;
};
struct BytesBound {
  enum class Side : std::uint8_t { below_all, at_text, above_all } side;
  std::string_view text;
  bool exclusive;
};
struct BytesBounds {
  BytesBound min;
  BytesBound max;
};
using RangeBounds = std::variant<RankBounds, ScoreBounds, BytesBounds>;

// Where the bounds lie among the arguments.
struct BoundArguments {
  std::size_t min;
  std::size_t max;
};

// Nothing after an error reply.
[[nodiscard]] std::optional<RangeBounds> parse_bounds(Call& call, RangeBy by, BoundArguments at);

// The elements within. Ranks count from the end of the set where `descending`.
[[nodiscard]] RankRange elements_within(const SortedSet& set, const RangeBounds& bounds,
                                        bool descending);

}  // namespace rollcall::sim::redis
