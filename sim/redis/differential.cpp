#include "sim/redis/differential.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
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

// A time span of milliseconds, which passes between the two answers, to about ten minutes; more
// than a day is all the same.
std::string coarse(long long ms) {
  constexpr long long unit = 600'000;
  if (ms > 144 * unit) return "long";
  return "about " + std::to_string((ms + unit / 3) / unit);
}

// Thirteen digits: a time since the epoch, of our days.
bool is_clock_time(std::string_view text) {
  return text.size() == 13 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// What stands before the number in an id of a stream's entry; all of any other text.
std::string_view time_of_id(const std::string& text) {
  return std::string_view(text).substr(0, text.find('-'));
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

// What Redis leaves open, made equal: the order of fields, members and keys; cursors; the time
// left, which passes between the two answers, to about ten minutes.
void normalise(RespNode& reply, const Words& words) {
  if (is_one_of(words[0], {"HGETALL"})) sort_pairs(reply.items);
  if (is_one_of(words[0], {"HKEYS", "HVALS", "SMEMBERS", "KEYS"})) {
    std::sort(reply.items.begin(), reply.items.end(), by_text);
  }
  if (is_one_of(words[0], {"SCAN"}) && reply.items.size() == 2) {
    reply.items[0].text.clear();
    std::sort(reply.items[1].items.begin(), reply.items[1].items.end(), by_text);
  }
  const bool is_time_left = is_one_of(words[0], {"TTL", "PTTL"});
  if (is_time_left && reply.type == ':' && std::atoll(reply.text.c_str()) > 0) {
    const long long unit = equals_ignoring_case(words[0], "TTL") ? 600 : 600'000;
    reply.text = std::to_string((std::atoll(reply.text.c_str()) + unit / 3) / unit);
  }
  if (lower_case(words[0]).starts_with("x")) normalise_stream(reply, words);
}

// One client, connected to both, and what it has queued since MULTI.
class Client {
 public:
  Client(const RealRedis& real, Server& model)
      : model_(model), connection_(model.connect()), real_(real) {}

  std::optional<std::string> ask(const Words& words) {
    const std::string request = resp_request(words);
    model_.feed(connection_, request, wall_clock());
    real_.send(request);
    RespNode modelled = normal_reply(model_.take_output(connection_), words);
    const RespNode actual = normal_reply(real_.receive(1), words);
    remember(words, actual);
    if (modelled == actual) return std::nullopt;
    std::string account;
    for (const std::string& word : words) account += word + " ";
    return account + "\n  redis: " + actual.shown() + "\n  model: " + modelled.shown();
  }

 private:
  RespNode normal_reply(const std::string& bytes, const Words& words) {
    std::string_view rest = bytes;
    RespNode reply = bytes.empty() ? RespNode{} : take_resp(rest);
    normalise(reply, words);
    if (is_one_of(words[0], {"EXEC"})) {
      for (std::size_t at = 0; at < reply.items.size() && at < queued_.size(); ++at) {
        normalise(reply.items[at], queued_[at]);
      }
    }
    return reply;
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
  // Absolute times, and ids made of them, computed some milliseconds apart.
  const long long distance = std::atoll(a.c_str()) - std::atoll(b.c_str());
  return is_clock_time(time_of_id(a)) && is_clock_time(time_of_id(b)) &&
         std::abs(distance) < 10'000;
}

std::string listed(const std::vector<Words>& commands) {
  std::string text;
  for (const Words& words : commands) {
    text += "\n   ";
    for (const std::string& word : words) text += " " + word;
  }
  return text;
}

std::optional<std::string> file_difference(std::string_view real, std::string_view model) {
  const auto actual = commands_in(real);
  const auto modelled = commands_in(model);
  const bool same =
      std::equal(actual.begin(), actual.end(), modelled.begin(), modelled.end(),
                 [](const Words& a, const Words& b) {
                   return std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same_word);
                 });
  if (same) return std::nullopt;
  return "append-only file\n  redis:" + listed(actual) + "\n  model:" + listed(modelled);
}

std::optional<std::string> difference_after_reload(const RealRedis& real, std::string_view file,
                                                   const std::vector<Words>& questions) {
  RealConnection control(real);
  control.send(resp_request({"DEBUG", "LOADAOF"}));
  if (control.receive(1) != "+OK\r\n") return "redis-server does not read its file again";
  Server reloaded({.persistence = Persistence::aof_no});
  const auto outcome = reloaded.load_append_only_file(file, wall_clock());
  if (!outcome) return outcome.error();
  Client client(real, reloaded);
  for (const Words& words : questions) {
    if (const auto difference = client.ask(words)) return "after a reload: " + *difference;
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> differential_options() {
  // Written before each reply, never postponed, into one file however long it grows; keys expire
  // when they are asked for only.
  return {"--appendonly",
          "yes",
          "--appendfsync",
          "no",
          "--enable-debug-command",
          "yes",
          "--auto-aof-rewrite-percentage",
          "0"};
}

std::optional<std::string> first_difference(const RealRedis& real, const std::vector<Step>& steps,
                                            const std::vector<Words>& after_reload) {
  Server model({.persistence = Persistence::aof_no});
  std::array<std::unique_ptr<Client>, connection_count> clients;
  for (auto& client : clients) client = std::make_unique<Client>(real, model);
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
  const std::string file = model.take_aof();
  if (auto difference = file_difference(real.append_only_file(start), file)) return difference;
  if (after_reload.empty()) return std::nullopt;
  return difference_after_reload(real, file, after_reload);
}

}  // namespace rollcall::sim::redis
