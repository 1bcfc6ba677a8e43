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

// Redis notes when a key was used in seconds, by a clock that it reads ten times a second. Within
// one of them, all keys are idle for as long as they were when the comparison began.
std::int64_t turns_of_the_idle_clock(const AskedAt& asked) {
  constexpr std::int64_t cycle_ms = 100;
  return (asked.model_ms + asked.skew_ms) / 1000 -
         (asked.began_ms - cycle_ms - asked.skew_ms) / 1000;
}

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

void adopt_clock(RespNode& model, const RespNode& real, const Words& words, const AskedAt& asked) {
  const std::int64_t skew_ms = asked.skew_ms;
  if (lower_case(words[0]).starts_with("x")) adopt_stream(model, real, words, skew_ms);
  if (is_one_of(words[0], {"PTTL", "PEXPIRETIME"})) {
    adopt_number(model, real, skew_ms + resolution_ms);
  }
  if (is_one_of(words[0], {"LASTSAVE"})) adopt_number(model, real, asked.skew_ms / 1000 + 1);
  if (is_one_of(words[0], {"OBJECT"}) && words.size() > 1 && is_one_of(words[1], {"IDLETIME"})) {
    adopt_number(model, real, turns_of_the_idle_clock(asked));
  }
  if (is_one_of(words[0], {"TIME"})) adopt_now(model, real, skew_ms);
}

bool tells_seconds(const Words& words) {
  return words.size() == 2 && is_one_of(words[0], {"TTL", "EXPIRETIME"});
}

void adopt_seconds(RespNode& model, const RespNode& real, const Words& words,
                   const ExpiryTimes& expires, const AskedAt& asked) {
  const auto here_ms = parse_integer(expires.model.text);
  const auto there_ms = parse_integer(expires.real.text);
  const std::int64_t apart_ms = asked.skew_ms + resolution_ms;
  if (!here_ms || !there_ms || std::abs(*here_ms - *there_ms) > apart_ms) return;
  const bool is_left = is_one_of(words[0], {"TTL"});
  const auto seconds = [&](std::int64_t expires_ms, std::int64_t now_ms) {
    return (expires_ms - (is_left ? now_ms : 0) + 500) / 1000;
  };
  const auto modelled = parse_integer(model.text);
  const auto actual = parse_integer(real.text);
  const bool follows = modelled == seconds(*here_ms, asked.model_ms) &&
                       actual <= seconds(*there_ms, asked.model_ms - resolution_ms) &&
                       actual >= seconds(*there_ms, asked.model_ms + apart_ms);
  if (follows) model = real;
}

namespace {

bool stands_behind(const Words& words, std::size_t at, std::string_view name) {
  const bool has_sign = at > 1 && (words[at - 1] == "=" || words[at - 1] == "~");
  return equals_ignoring_case(words[at - (has_sign ? 2 : 1)], name);
}

// Behind XADD's options, before the fields.
std::size_t place_of_new_id(const Words& words) {
  std::size_t at = 2;
  while (at + 1 < words.size()) {
    if (is_one_of(words[at], {"MAXLEN", "MINID"})) {
      at += words[at + 1] == "=" || words[at + 1] == "~" ? 3 : 2;
    } else if (is_one_of(words[at], {"LIMIT"})) {
      at += 2;
    } else if (is_one_of(words[at], {"NOMKSTREAM"})) {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

bool is_of_the_clock(const Words& words, std::size_t at) {
  const auto behind = [&](std::string_view name) {
    return at > 2 && stands_behind(words, at, name);
  };
  const std::string& command = words[0];
  if (is_one_of(command, {"PEXPIREAT", "RESTORE"})) return at == 2;
  if (is_one_of(command, {"SET"})) return behind("PXAT");
  if (is_one_of(command, {"XADD"})) return at == place_of_new_id(words) || behind("MINID");
  if (is_one_of(command, {"XTRIM"})) return behind("MINID");
  if (is_one_of(command, {"XCLAIM"})) return at == 5 || behind("TIME") || behind("LASTID");
  if (is_one_of(command, {"XGROUP"})) return at == 4;
  return is_one_of(command, {"XSETID"}) && (at == 2 || behind("MAXDELETEDID"));
}

}  // namespace

bool are_same_but_for_the_clock(const Words& a, const Words& b, std::int64_t skew_ms) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; at < a.size(); ++at) {
    if (a[at] == b[at]) continue;
    if (at == 0 || !is_of_the_clock(a, at) || !is_of_the_clock(b, at)) return false;
    if (!are_close_times(a[at], b[at], skew_ms)) return false;
  }
  return true;
}

}  // namespace rollcall::sim::redis
