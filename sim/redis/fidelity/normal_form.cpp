#include "sim/redis/fidelity/normal_form.h"

#include <algorithm>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <utility>

#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

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

// Several replies, of which the first is that to EXEC: what it is said to consist of does not end
// where it says, because messages come in between.
void take_apart(RespNode& replies) {
  RespNode array = std::move(replies.items.front());
  replies.items.erase(replies.items.begin());
  replies.items.insert(replies.items.begin(), array.items.begin(), array.items.end());
}

bool is_message(const RespNode& item, std::initializer_list<std::string_view> kinds) {
  return (item.type == '*' || item.type == '>') && item.items.size() >= 3 &&
         is_one_of(item.items[0].text, kinds);
}

// Redis keeps patterns and channels in hash tables: one message by way of several patterns, or the
// end of several subscriptions, comes in any order.
void normalise_messages(RespNode& reply, const Words& words) {
  const bool is_end_of_transaction = !words.empty() && is_one_of(words[0], {"EXEC"});
  if (reply.type == ' ' && is_end_of_transaction) take_apart(reply);
  const auto same_message = [](const RespNode& a, const RespNode& b) {
    return is_message(a, {"pmessage"}) && is_message(b, {"pmessage"}) && a.items[2] == b.items[2] &&
           a.items[3] == b.items[3];
  };
  const bool leaves_all = words.size() == 1;
  const auto both_leave = [&](const RespNode& a, const RespNode& b) {
    return leaves_all && is_message(a, {"unsubscribe", "sunsubscribe"}) &&
           is_message(b, {a.items[0].text});
  };
  for (auto from = reply.items.begin(); from != reply.items.end();) {
    auto to = from + 1;
    while (to != reply.items.end() && (same_message(*from, *to) || both_leave(*from, *to))) ++to;
    std::vector<std::string> names;
    for (auto at = from; to - from > 1 && at != to; ++at) names.push_back(at->items[1].text);
    std::ranges::sort(names);
    for (const std::string& name : names) from++->items[1].text = name;
    from = to;
  }
}

}  // namespace

void normalise(RespNode& reply, const Words& words) {
  normalise_messages(reply, words);
  if (is_one_of(words[0], {"HGETALL"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"HKEYS", "HVALS", "SMEMBERS", "KEYS", "SINTER", "SUNION", "SDIFF"})) {
    sort_items(reply);
  }
  // What a script makes of a set that was given to it: the order of Lua's tables.
  const bool by_script = is_one_of(words[0], {"EVAL", "EVAL_RO"}) && words.size() > 1;
  if (by_script && words[1].contains("return redis.call('smembers'")) sort_items(reply);
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
  if (is_one_of(words[0], {"FUNCTION"}) && reply.type == '*') {
    std::sort(reply.items.begin(), reply.items.end(), by_second_text);
  }
  if (is_one_of(words[0], {"HELLO"})) blank_field(reply, "id");
  if (words.size() < 2) return;
  if (is_one_of(words[0], {"CLIENT"}) && is_one_of(words[1], {"ID"}) && reply.type == ':') {
    reply.text = "an id";
  }
  if (is_one_of(words[0], {"CONFIG"}) && is_one_of(words[1], {"GET"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"COMMAND"}) && is_one_of(words[1], {"LIST"})) sort_items(reply);
  if (is_one_of(words[0], {"PUBSUB"}) && is_one_of(words[1], {"CHANNELS", "SHARDCHANNELS"})) {
    sort_items(reply);
  }
}

}  // namespace rollcall::sim::redis
