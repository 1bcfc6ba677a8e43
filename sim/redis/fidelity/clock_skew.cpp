#include "sim/redis/fidelity/clock_skew.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <initializer_list>

#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

// What the clocks themselves leave out when they are read in milliseconds.
constexpr std::int64_t resolution_ms = 1;

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(
      names, [&](std::string_view candidate) { return equals_ignoring_case(name, candidate); });
}

bool are_close(const std::string& a, const std::string& b, std::int64_t tolerance) {
  const auto left = parse_integer(a);
  const auto right = parse_integer(b);
  return left && right && std::abs(*left - *right) <= tolerance;
}

// Seconds are rounded, and may be on both sides of where that turns.
std::int64_t in_seconds(std::int64_t skew_ms) { return skew_ms / 1000 + 1; }

void adopt_number(RespNode& model, const RespNode& real, std::int64_t tolerance) {
  if (model.type == ':' && real.type == ':' && are_close(model.text, real.text, tolerance)) {
    model.text = real.text;
  }
}

// Ids from the clock, times, and spans of time in the replies of commands on streams.
void adopt_stream(RespNode& model, const RespNode& real, const Words& words, std::int64_t skew_ms) {
  if (model.type != real.type || model.items.size() != real.items.size()) return;
  const bool may_be_time = model.type == '$' || model.type == ':';
  if (may_be_time && are_close_times(model.text, real.text, skew_ms)) model.text = real.text;
  for (std::size_t at = 0; at < model.items.size(); ++at) {
    const bool is_span = at == 2 && model.items.size() == 4 && is_one_of(words[0], {"XPENDING"});
    const bool is_idle = at > 0 && model.items[at - 1].text == "idle";
    if (is_span || is_idle) adopt_number(model.items[at], real.items[at], skew_ms + resolution_ms);
    adopt_stream(model.items[at], real.items[at], words, skew_ms);
  }
}

// Seconds since the epoch, and microseconds.
void adopt_now(RespNode& model, const RespNode& real, std::int64_t skew_ms) {
  if (model.items.size() != 2 || real.items.size() != 2) return;
  const auto micros_of = [](const RespNode& time) {
    return parse_integer(time.items[0].text).value_or(0) * 1'000'000 +
           parse_integer(time.items[1].text).value_or(0);
  };
  if (std::abs(micros_of(model) - micros_of(real)) <= (skew_ms + resolution_ms) * 1000) {
    model = real;
  }
}

}  // namespace

bool is_clock_time(std::string_view text) {
  return text.size() == 13 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view time_of_id(const std::string& text) {
  return std::string_view(text).substr(0, text.find('-'));
}

bool are_close_times(const std::string& a, const std::string& b, std::int64_t skew_ms) {
  const std::string left(time_of_id(a));
  const std::string right(time_of_id(b));
  // Far ones have more digits.
  const auto is_time = [](const std::string& text) {
    return text.size() >= 13 && is_clock_time(std::string_view(text).substr(text.size() - 13));
  };
  return is_time(left) && is_time(right) && are_close(left, right, skew_ms + resolution_ms);
}

void adopt_clock(RespNode& model, const RespNode& real, const Words& words, std::int64_t skew_ms) {
  if (lower_case(words[0]).starts_with("x")) adopt_stream(model, real, words, skew_ms);
  if (is_one_of(words[0], {"PTTL", "PEXPIRETIME"})) {
    adopt_number(model, real, skew_ms + resolution_ms);
  }
  const bool tells_idle_time =
      is_one_of(words[0], {"OBJECT"}) && words.size() > 1 && is_one_of(words[1], {"IDLETIME"});
  if (is_one_of(words[0], {"TTL", "EXPIRETIME", "LASTSAVE"}) || tells_idle_time) {
    adopt_number(model, real, in_seconds(skew_ms));
  }
  if (is_one_of(words[0], {"TIME"})) adopt_now(model, real, skew_ms);
}

}  // namespace rollcall::sim::redis
