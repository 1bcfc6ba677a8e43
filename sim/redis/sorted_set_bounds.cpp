#include "sim/redis/sorted_set_bounds.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

namespace rollcall::sim::redis {
namespace {

using Element = SortedSet::Element;
using Side = BytesBound::Side;

// Laxer than a score: blanks in front, nothing at all and what overflows are all fine.
std::optional<ScoreBound> parse_score_bound(std::string_view text) {
  const bool exclusive = text.starts_with('(');
  const std::string number(text.substr(exclusive ? 1 : 0));
  char* stopped = nullptr;
  const double score = std::strtod(number.c_str(), &stopped);
  if (*stopped != '\0' || std::isnan(score)) return std::nullopt;
  return ScoreBound{score, exclusive};
}

std::optional<BytesBound> parse_bytes_bound(std::string_view text) {
  if (text == "-") return BytesBound{Side::below_all, {}, true};
  if (text == "+") return BytesBound{Side::above_all, {}, true};
  if (!text.starts_with('(') && !text.starts_with('[')) return std::nullopt;
  return BytesBound{Side::at_text, text.substr(1), text.starts_with('(')};
}

std::optional<RangeBounds> parse_rank_bounds(Call& call, BoundArguments at) {
  const auto first = call.integer_argument(at.min);
  if (!first) return std::nullopt;
  const auto last = call.integer_argument(at.max);
  if (!last) return std::nullopt;
  return RankBounds{*first, *last};
}

RankRange interval(std::size_t first, std::size_t last) { return {first, std::max(first, last)}; }

RankRange within(const SortedSet& set, const RankBounds& bounds, bool descending) {
  const auto size = static_cast<std::int64_t>(set.size());
  const std::int64_t from =
      std::max<std::int64_t>(bounds.first < 0 ? bounds.first + size : bounds.first, 0);
  const std::int64_t to = std::min(bounds.last < 0 ? bounds.last + size : bounds.last, size - 1);
  if (from > to) return {0, 0};
  const auto first = static_cast<std::size_t>(descending ? size - 1 - to : from);
  return {first, first + static_cast<std::size_t>(to - from + 1)};
}

RankRange within(const SortedSet& set, const ScoreBounds& bounds, bool) {
  const auto [min, max] = bounds;
  const auto is_below_min = [&](const Element& element) {
    return min.exclusive ? element.score <= min.score : element.score < min.score;
  };
  const auto is_up_to_max = [&](const Element& element) {
    return max.exclusive ? element.score < max.score : element.score <= max.score;
  };
  return interval(set.count_while(is_below_min), set.count_while(is_up_to_max));
}

// Whether the member lies below the bound, or `at` it.
bool is_below(const Element& element, const BytesBound& bound, bool or_at) {
  if (bound.side != Side::at_text) return bound.side == Side::above_all;
  return or_at ? element.member <= bound.text : element.member < bound.text;
}

RankRange within(const SortedSet& set, const BytesBounds& bounds, bool) {
  const auto [min, max] = bounds;
  return interval(
      set.count_while([&](const Element& it) { return is_below(it, min, min.exclusive); }),
      set.count_while([&](const Element& it) { return is_below(it, max, !max.exclusive); }));
}

}  // namespace

std::optional<RangeBounds> parse_bounds(Call& call, RangeBy by, BoundArguments at) {
  if (by == RangeBy::rank) return parse_rank_bounds(call, at);
  if (by == RangeBy::score) {
    const auto min = parse_score_bound(call.args[at.min]);
    const auto max = parse_score_bound(call.args[at.max]);
    if (min && max) return ScoreBounds{*min, *max};
    call.reply.error("ERR min or max is not a float");
    return std::nullopt;
  }
  const auto min = parse_bytes_bound(call.args[at.min]);
  const auto max = parse_bytes_bound(call.args[at.max]);
  if (min && max) return BytesBounds{*min, *max};
  call.reply.error("ERR min or max not valid string range item");
  return std::nullopt;
}

RankRange elements_within(const SortedSet& set, const RangeBounds& bounds, bool descending) {
  return std::visit([&](const auto& held) { return within(set, held, descending); }, bounds);
}

}  // namespace rollcall::sim::redis
