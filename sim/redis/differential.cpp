#include "sim/redis/differential.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "sim/redis/resp_node.h"
#include "sim/redis/server.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t connection_count = 2;

UnixMs wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool by_text(const RespNode& a, const RespNode& b) { return a.text < b.text; }

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

void sort_items(RespNode& reply) { std::sort(reply.items.begin(), reply.items.end(), by_text); }

// Picks at random count only by their number, and by whether different ones were asked for; but
// 100 and more are all there are.
void normalise_picks(RespNode& reply, const Words& words) {
  const long long count = words.size() > 2 ? std::atoll(words[2].c_str()) : 1;
  const bool pairs = words.size() > 3;
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

// What Redis leaves open, made equal: the order of fields, members and keys, cursors and picks. And
// times.
void normalise(RespNode& reply, const Words& words) {
  if (is_one_of(words[0], {"HGETALL"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"HKEYS", "HVALS", "SMEMBERS", "KEYS", "SINTER", "SUNION", "SDIFF"})) {
    sort_items(reply);
  }
  if (is_one_of(words[0], {"SCAN", "SSCAN"}) && reply.items.size() == 2) {
    reply.items[0].text.clear();
    sort_items(reply.items[1]);
  }
  if (is_one_of(words[0], {"HSCAN"}) && reply.items.size() == 2) sort_pairs(reply.items[1].items);
  if (is_one_of(words[0], {"SPOP", "SRANDMEMBER", "HRANDFIELD", "RANDOMKEY"})) {
    normalise_picks(reply, words);
  }
  if (is_one_of(words[0], {"TTL"})) normalise_time_left(reply, 600);
  if (is_one_of(words[0], {"PTTL"})) normalise_time_left(reply, 600'000);
  if (is_one_of(words[0], {"EXPIRETIME"})) normalise_time(reply, 1);
  if (is_one_of(words[0], {"PEXPIRETIME"})) normalise_time(reply, 1000);
}

// The members that SPOP took out there, and those that it took out here instead.
using Swapped = std::set<std::pair<std::string, std::string>>;

// One client, connected to both, and what it has queued since MULTI.
class Client {
 public:
  Client(const RealRedis& real, Server& model, Swapped& swapped)
      : model_(model), connection_(model.connect()), real_(real), swapped_(swapped) {}

  std::optional<std::string> ask(const Words& words) {
    const std::string request = resp_request(words);
    model_.feed(connection_, request, wall_clock());
    real_.send(request);
    RespNode modelled = only_reply(model_.take_output(connection_));
    RespNode actual = only_reply(real_.receive(1));
    if (is_one_of(words[0], {"SPOP"})) swap_popped(words, actual, modelled);
    normalise_all(modelled, words);
    normalise_all(actual, words);
    remember(words, actual);
    if (modelled == actual) return std::nullopt;
    std::string account;
    for (const std::string& word : words) account += word + " ";
    return account + "\n  redis: " + actual.shown() + "\n  model: " + modelled.shown();
  }

 private:
  static RespNode only_reply(std::string_view bytes) {
    return bytes.empty() ? RespNode{} : take_resp(bytes);
  }

  void normalise_all(RespNode& reply, const Words& words) const {
    normalise(reply, words);
    if (is_one_of(words[0], {"EXEC"})) {
      for (std::size_t at = 0; at < reply.items.size() && at < queued_.size(); ++at) {
        normalise(reply.items[at], queued_[at]);
      }
    }
  }

  // Redis gets back what it has popped and loses what the model has popped, unseen by its file, so
  // that both go on with the same set.
  void swap_popped(const Words& words, const RespNode& actual, const RespNode& modelled) {
    const auto members = [](const RespNode& reply) {
      return reply.type == '$' ? std::vector<RespNode>{reply} : reply.items;
    };
    const auto popped = members(actual);
    const auto wanted = members(modelled);
    if (popped.empty() || popped.size() != wanted.size()) return;
    Words script{"EVAL",
                 "redis.set_repl(redis.REPL_NONE) for i, m in ipairs(ARGV) do "
                 "redis.call(i <= #ARGV / 2 and 'sadd' or 'srem', KEYS[1], m) end",
                 "1", words[1]};
    for (const RespNode& member : popped) script.push_back(member.text);
    for (const RespNode& member : wanted) script.push_back(member.text);
    for (std::size_t at = 0; at < popped.size(); ++at) {
      swapped_.emplace(popped[at].text, wanted[at].text);
    }
    real_.send(resp_request(script));
    static_cast<void>(real_.receive(1));
  }

  void remember(const Words& words, const RespNode& reply) {
    if (reply.text == "QUEUED") return queued_.push_back(words);
    if (is_one_of(words[0], {"MULTI", "EXEC", "DISCARD", "RESET"}) && reply.type != '-') {
      queued_.clear();
    }
  }

  Server& model_;
  ConnectionId connection_;
  RealConnection real_;
  Swapped& swapped_;
  std::vector<Words> queued_;
};

std::vector<Words> commands_in(std::string_view file) {
  std::vector<Words> commands;
  while (!file.empty()) {
    const RespNode command = take_resp(file);
    Words& words = commands.emplace_back();
    for (const RespNode& word : command.items) words.push_back(word.text);
  }
  return commands;
}

bool is_same_word(const std::string& a, const std::string& b) {
  if (a == b) return true;
  // Absolute times, computed some milliseconds apart.
  const long long distance = std::atoll(a.c_str()) - std::atoll(b.c_str());
  return a.size() == b.size() && (a.size() == 13 || a.size() == 14) && std::abs(distance) < 10'000;
}

bool is_same_pop(const Words& real, const Words& model, const Swapped& swapped) {
  return real.size() == 3 && model.size() == 3 && real[0] == "SREM" && model[0] == "SREM" &&
         real[1] == model[1] && swapped.contains({real[2], model[2]});
}

std::string listed(const std::vector<Words>& commands) {
  std::string text;
  for (const Words& words : commands) {
    text += "\n   ";
    for (const std::string& word : words) text += " " + word;
  }
  return text;
}

std::optional<std::string> file_difference(std::string_view real, std::string_view model,
                                           const Swapped& swapped) {
  const auto actual = commands_in(real);
  const auto modelled = commands_in(model);
  const bool same =
      std::equal(actual.begin(), actual.end(), modelled.begin(), modelled.end(),
                 [&](const Words& a, const Words& b) {
                   return std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same_word) ||
                          is_same_pop(a, b, swapped);
                 });
  if (same) return std::nullopt;
  return "append-only file\n  redis:" + listed(actual) + "\n  model:" + listed(modelled);
}

}  // namespace

std::vector<std::string> differential_options() {
  // Written before each reply, never postponed; keys expire when they are asked for only.
  return {"--appendonly", "yes", "--appendfsync", "no", "--enable-debug-command", "yes"};
}

std::optional<std::string> first_difference(const RealRedis& real, const std::vector<Step>& steps) {
  Server model({.persistence = Persistence::aof_no});
  Swapped swapped;
  std::array<std::unique_ptr<Client>, connection_count> clients;
  for (auto& client : clients) client = std::make_unique<Client>(real, model, swapped);
  RealConnection control(real);
  for (const Words& words : {Words{"DEBUG", "SET-ACTIVE-EXPIRE", "0"}, Words{"SCRIPT", "FLUSH"}}) {
    control.send(resp_request(words));
    static_cast<void>(control.receive(1));
  }
  static_cast<void>(clients[0]->ask({"FLUSHALL"}));
  static_cast<void>(model.take_aof());
  const std::size_t start = real.append_only_file_size();

  for (const Step& step : steps) {
    if (auto difference = clients[step.connection]->ask(step.words)) return difference;
  }
  return file_difference(real.append_only_file(start), model.take_aof(), swapped);
}

}  // namespace rollcall::sim::redis
