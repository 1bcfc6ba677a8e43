#include "sim/redis/random_picks.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

namespace rollcall::sim::redis {

// SplitMix64 (Steele, Lea, Flood 2014), by counter.
std::uint64_t mixed(std::uint64_t number) {
  number *= 0x9e37'79b9'7f4a'7c15;
  number = (number ^ number >> 30) * 0xbf58'476d'1ce4'e5b9;
  number = (number ^ number >> 27) * 0x94d0'49bb'1331'11eb;
  return number ^ number >> 31;
}

std::vector<std::size_t> pick(const Call& call, std::size_t size, std::int64_t count) {
  std::uint64_t draws = mixed(call.instance.commands_run + 1);
  const auto draw_below = [&](std::size_t bound) { return mixed(++draws) % bound; };
  std::vector<std::size_t> picked;
  if (count < 0) {
    for (std::int64_t left = count; left < 0; ++left) picked.push_back(draw_below(size));
    return picked;
  }
  picked.resize(size);
  std::iota(picked.begin(), picked.end(), std::size_t{0});
  const std::size_t wanted = std::min(size, static_cast<std::size_t>(count));
  for (std::size_t at = 0; at < wanted; ++at) {
    std::swap(picked[at], picked[at + draw_below(size - at)]);
  }
  picked.resize(wanted);
  return picked;
}

bool picks_fit(Call& call, std::int64_t count, std::size_t longest) {
  constexpr std::size_t reply_max = std::size_t{1} << 28;
  constexpr std::size_t overhead = 16;  // of a bulk string, and of its place in a list
  const auto picks_max = static_cast<std::int64_t>(reply_max / (longest + overhead));
  if (count >= -picks_max) return true;
  call.reply.error("ERR value is out of range");
  return false;
}

std::optional<std::int64_t> pick_count_argument(Call& call, std::size_t at) {
  const auto count = call.integer_argument(at);
  if (count != std::numeric_limits<std::int64_t>::min()) return count;
  call.reply.error(
      "ERR value is out of range, value must between -9223372036854775807 and "
      "9223372036854775807");
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
