#include "sim/redis/fidelity/normal_form.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <utility>

#include "sim/redis/text.h"

namespace rollcall::sim::redis {

bool is_clock_time(std::string_view text) {
  return text.size() == 13 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view time_of_id(const std::string& text) {
  return std::string_view(text).substr(0, text.find('-'));
}

namespace {

using Words = std::vector<std::string>;

long long wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool by_text(const RespNode& a, const RespNode& b) { return a.text < b.text; }

// Of lists that are told apart by what stands second.
bool by_second_text(const RespNode& a, const RespNode& b) {
  return a.items.size() > 1 && b.items.size() > 1 && by_text(a.items[1], b.items[1]);
}

void sort_pairs(std::vector<RespNode>& items) {
  std::vector<std::pair<RespNode, RespNode>> pairs;
  for (std::size_t at = 0; at + 1 < items.size(); at += 2)
    pairs.emplace_back(items[at], items[at + 1]);
  std::sort(pairs.begin(), pairs.end(),
            [](const auto& a, const auto& b) { return by_text(a.first, b.first); });
  items.clear();
  for (auto& [first, second] : pairs) {
    items.push_back(std::move(first));
    items.push_back(std::move(second));
  }
}

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view candidate) {
    return equals_ignoring_case(name, candidate);
  });
}

// In a flat list of names and values.
void blank_field(RespNode& reply, std::string_view name) {
  for (std::size_t at = 0; at + 1 < reply.items.size(); at += 2) {
    if (reply.items[at].text == name) reply.items[at + 1] = {};
  }
}

// A time span of milliseconds, which passes between the two answers, to about ten minutes; more
// than a day is all the same.
std::string coarse(long long ms) {
  constexpr long long unit = 600'000;
  if (ms > 144 * unit) return "long";
  return "about " + std::to_string((ms + unit / 3) / unit);
}

// Ids from the clock, times, and spans of time in the replies of commands on streams.
void normalise_stream(RespNode& reply, const Words& words) {
  if (reply.type == '$' && is_clock_time(time_of_id(reply.text))) reply.text = "id of now";
  if (reply.type == ':' && is_clock_time(reply.text)) {
    reply.text = coarse(wall_clock() - std::atoll(reply.text.c_str())) + " ago";
  }
  for (std::size_t at = 0; at < reply.items.size(); ++at) {
    const bool is_span = at == 2 && reply.items.size() == 4 && is_one_of(words[0], {"XPENDING"});
    const bool is_idle = at > 0 && reply.items[at - 1].text == "idle";
    if (reply.items[at].type == ':' && (is_span || is_idle)) {
      reply.items[at].text = coarse(std::atoll(reply.items[at].text.c_str()));
    }
    normalise_stream(reply.items[at], words);
  }
}

void sort_items(RespNode& reply) { std::sort(reply.items.begin(), reply.items.end(), by_text); }

// [[a 1] [b 2]], as RESP3 has pairs, becomes [a 1 b 2], with a note of it.
void flatten_pairs(RespNode& reply) {
  const auto is_pair = [](const RespNode& item) {
    return item.type == '*' && item.items.size() == 2;
  };
  if (reply.items.empty() || !std::all_of(reply.items.begin(), reply.items.end(), is_pair)) return;
  RespNode flat{.type = reply.type, .text = "in pairs"};
  for (RespNode& pair : reply.items) {
    for (RespNode& item : pair.items) flat.items.push_back(std::move(item));
  }
  reply = std::move(flat);
}

// Picks at random count only by their number, and by whether different ones were asked for; but
// 100 and more are all there are.
void normalise_picks(RespNode& reply, const Words& words) {
  const long long count = words.size() > 2 ? std::atoll(words[2].c_str()) : 1;
  const bool pairs = words.size() > 3;
  if (pairs) flatten_pairs(reply);
  if (count >= 100) return pairs ? sort_pairs(reply.items) : sort_items(reply);
  std::set<std::string> seen;
  for (std::size_t at = 0; at < reply.items.size(); ++at) {
    std::string& text = reply.items[at].text;
    const bool field = !pairs || at % 2 == 0;
    text = count > 0 && field && !seen.insert(text).second ? "again" : "picked";
  }
  if (reply.type == '$') reply.text = "picked";
}

// The time left, which passes between the two answers, to about ten minutes.
void normalise_time_left(RespNode& reply, long long ten_minutes) {
  const long long left = std::atoll(reply.text.c_str());
  if (reply.type == ':' && left > 0) {
    reply.text = std::to_string((left + ten_minutes / 3) / ten_minutes);
  }
}

// The same for a time to come, but one that a request must have named itself is as it is.
void normalise_time(RespNode& reply, long long second) {
  const long long left = std::atoll(reply.text.c_str()) - wall_clock() / 1000 * second;
  if (left < 0 || left > 1'000'000 * second) return;
  reply.text = std::to_string(left);
  normalise_time_left(reply, 600 * second);
}

// The seconds since a key was asked for, while a test goes on.
void normalise_idle_time(RespNode& reply, const Words& words) {
  const bool recent = reply.text.size() == 1;
  if (is_one_of(words[1], {"IDLETIME"}) && recent) reply.text = "just now";
}

// Seconds and microseconds since the epoch.
void normalise_now(RespNode& reply) {
  if (reply.items.size() != 2) return;
  const long long passed = wall_clock() / 1000 - std::atoll(reply.items[0].text.c_str());
  if (passed >= 0 && passed < 10) reply.items[0].text = "now";
  const std::string& micros = reply.items[1].text;
  if (micros.find_first_not_of("0123456789") == std::string::npos && micros.size() <= 6) {
    reply.items[1].text = "micros";
  }
}

}  // namespace

void normalise(RespNode& reply, const Words& words) {
  if (lower_case(words[0]).starts_with("x")) normalise_stream(reply, words);
  if (is_one_of(words[0], {"HGETALL"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"HKEYS", "HVALS", "SMEMBERS", "KEYS", "SINTER", "SUNION", "SDIFF"})) {
    sort_items(reply);
  }
  if (is_one_of(words[0], {"SCAN", "SSCAN"}) && reply.items.size() == 2) {
    reply.items[0].text.clear();
    sort_items(reply.items[1]);
  }
  if (is_one_of(words[0], {"HSCAN", "ZSCAN"}) && reply.items.size() == 2) {
    reply.items[0].text.clear();
    sort_pairs(reply.items[1].items);
  }
  if (is_one_of(words[0], {"SPOP", "SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER", "RANDOMKEY"})) {
    normalise_picks(reply, words);
  }
  if (is_one_of(words[0], {"TTL"})) normalise_time_left(reply, 600);
  if (is_one_of(words[0], {"PTTL"})) normalise_time_left(reply, 600'000);
  if (is_one_of(words[0], {"EXPIRETIME"})) normalise_time(reply, 1);
  if (is_one_of(words[0], {"PEXPIRETIME"})) normalise_time(reply, 1000);
  if (is_one_of(words[0], {"OBJECT"}) && reply.type == ':') normalise_idle_time(reply, words);
  if (is_one_of(words[0], {"FUNCTION"}) && reply.type == '*') {
    std::sort(reply.items.begin(), reply.items.end(), by_second_text);
  }
  if (is_one_of(words[0], {"HELLO"})) blank_field(reply, "id");
  if (is_one_of(words[0], {"TIME"})) normalise_now(reply);
  if (words.size() < 2) return;
  if (is_one_of(words[0], {"CLIENT"}) && is_one_of(words[1], {"ID"}) && reply.type == ':') {
    reply.text = "an id";
  }
  if (is_one_of(words[0], {"CONFIG"}) && is_one_of(words[1], {"GET"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"COMMAND"}) && is_one_of(words[1], {"LIST"})) sort_items(reply);
}

}  // namespace rollcall::sim::redis
