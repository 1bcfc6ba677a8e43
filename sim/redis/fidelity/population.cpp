#include "sim/redis/fidelity/population.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

struct Pick {
  std::string_view command;
  std::string_view question;  // about the same key
  bool pairs;                 // of the question's reply: members with their values
};

constexpr Pick picks[] = {
    {"SPOP", "SMEMBERS", false},     {"SRANDMEMBER", "SMEMBERS", false},
    {"HRANDFIELD", "HGETALL", true}, {"ZRANDMEMBER", "ZRANGE", true},
    {"RANDOMKEY", "KEYS", false},
};

const Pick* pick_of(const Words& words) {
  const auto* const found = std::ranges::find_if(
      picks, [&](const Pick& pick) { return equals_ignoring_case(pick.command, words[0]); });
  return found == std::end(picks) ? nullptr : found;
}

void flatten(const RespNode& node, std::vector<std::string>& texts) {
  constexpr std::string_view without_text = "-_*~%";
  if (!without_text.contains(node.type)) texts.push_back(node.text);
  for (const RespNode& item : node.items) flatten(item, texts);
}

std::vector<std::string> flat(const RespNode& node) {
  std::vector<std::string> texts;
  flatten(node, texts);
  return texts;
}

std::map<std::string, std::string> members_of(const RespNode& population, bool pairs) {
  const auto texts = flat(population);
  std::map<std::string, std::string> members;
  for (std::size_t at = 0; at < texts.size(); at += pairs ? 2 : 1) {
    members.emplace(texts[at], pairs ? texts.at(at + 1) : "");
  }
  return members;
}

using Found = std::set<std::pair<std::string, std::string>>;

// HSCAN and ZSCAN tell members with their values.
Found found_in(const Words& words, const RespNode& reply) {
  const bool pairs =
      equals_ignoring_case(words[0], "HSCAN") || equals_ignoring_case(words[0], "ZSCAN");
  const auto texts = flat(reply.items.at(1));
  Found found;
  for (std::size_t at = 0; at < texts.size(); at += pairs ? 2 : 1) {
    found.emplace(texts[at], pairs ? texts.at(at + 1) : "");
  }
  return found;
}

// Nothing when it does not come to an end.
std::optional<Found> scanned(Words words, std::size_t cursor, const Ask& ask) {
  constexpr int calls_max = 100'000;
  Found all;
  words[cursor] = "0";
  for (int call = 0; call < calls_max; ++call) {
    const RespNode reply = ask(words);
    if (reply.items.size() != 2) return std::nullopt;
    all.merge(found_in(words, reply));
    words[cursor] = reply.items[0].text;
    if (words[cursor] == "0") return all;
  }
  return std::nullopt;
}

// Both are equal when the scan had nothing left to do.
bool fits(const Words& words, std::size_t cursor, const RespNode& reply, const Found& all) {
  const Found some = found_in(words, reply);
  const bool whole = words[cursor] == "0" && reply.items[0].text == "0";
  return whole ? some == all : std::ranges::includes(all, some);
}

std::string shown(const Found& found) {
  std::string text;
  for (const auto& [member, value] : found) {
    text += " " + member;
    if (!value.empty()) text += "=" + value;
  }
  return text;
}

}  // namespace

bool is_pick(const Words& words) { return pick_of(words) != nullptr; }

Words population_question(const Words& words) {
  const Pick& pick = *pick_of(words);
  if (pick.question == "KEYS") return {"KEYS", "*"};
  Words question{std::string(pick.question)};
  if (words.size() > 1) question.push_back(words[1]);
  if (pick.question == "ZRANGE") question.insert(question.end(), {"0", "-1", "WITHSCORES"});
  return question;
}

std::optional<std::string> stray_pick(const Words& words, const RespNode& reply,
                                      const RespNode& population) {
  const Pick& pick = *pick_of(words);
  const auto members = members_of(population, pick.pairs);
  const auto picked = flat(reply);
  const bool pairs = pick.pairs && words.size() > 3;
  for (std::size_t at = 0; at < picked.size(); at += pairs ? 2 : 1) {
    const auto found = members.find(picked[at]);
    if (found == members.end()) return picked[at];
    if (pairs && found->second != picked.at(at + 1)) return picked[at + 1];
  }
  return std::nullopt;
}

std::optional<std::size_t> cursor_position(const Words& words) {
  if (equals_ignoring_case(words[0], "SCAN") && words.size() > 1) return 1;
  const bool of_members = equals_ignoring_case(words[0], "SSCAN") ||
                          equals_ignoring_case(words[0], "HSCAN") ||
                          equals_ignoring_case(words[0], "ZSCAN");
  return of_members && words.size() > 2 ? std::optional<std::size_t>(2) : std::nullopt;
}

std::optional<std::string> scan_difference(const Words& words, const RespNode& real,
                                           const RespNode& model, const Ask& ask_real,
                                           const Ask& ask_model) {
  const std::size_t cursor = *cursor_position(words);
  const auto there = scanned(words, cursor, ask_real);
  const auto here = scanned(words, cursor, ask_model);
  if (!there || !here) return std::string("a scan does not come to an end");
  if (*there != *here) {
    return "a scan to the end finds\n  redis:" + shown(*there) + "\n  model:" + shown(*here);
  }
  if (fits(words, cursor, real, *there) && fits(words, cursor, model, *here)) return std::nullopt;
  return "a scan answers\n  redis: " + real.shown() + "\n  model: " + model.shown() +
         "\n  where there is" + shown(*there);
}

}  // namespace rollcall::sim::redis
