#include "sim/redis/fidelity/differential.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "sim/redis/command_table.h"
#include "sim/redis/fidelity/known_differences.h"
#include "sim/redis/fidelity/normal_form.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t connection_count = 3;

UnixMs wall_clock() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view candidate) {
    return equals_ignoring_case(name, candidate);
  });
}

std::string command_name(const Words& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  const Command* const command = find_command(views);
  const bool known = command != nullptr && command->run != nullptr;
  return known ? std::string(command->name) : "?";
}

// The members that SPOP took out there, and those that it took out here instead.
using Swapped = std::set<std::pair<std::string, std::string>>;

// One client, connected to both, and what it has queued since MULTI.
class Client {
 public:
  Client(const RealRedis& real, Server& model, Swapped& swapped, Tally* tally)
      : model_(model),
        server_(real),
        connection_(model.connect()),
        real_(std::make_unique<RealConnection>(real)),
        witness_(real),
        swapped_(swapped),
        tally_(tally) {}

  [[nodiscard]] bool waits() const { return waits_for_.has_value(); }

  std::optional<std::string> ask(const Words& words) {
    const std::string request = resp_request(words);
    model_.feed(connection_, request, wall_clock());
    real_->send(request);
    if (!model_.is_waiting(connection_)) return compare(words);
    const UnixMs deadline = model_.next_deadline();
    if (deadline < wall_clock() + 1000) {
      // Soon enough to wait for: the model's clock then shows the same.
      const std::string answer = real_->receive(1);
      model_.time_out(deadline);
      return compare(words, answer);
    }
    settle();
    if (real_->has_more()) return compare(words);
    waits_for_ = words;
    return std::nullopt;
  }

  // After somebody else's command: both serve this client now, or neither does.
  std::optional<std::string> check_whether_served() {
    if (!waits()) return std::nullopt;
    settle();
    if (model_.is_waiting(connection_) && !real_->has_more()) return std::nullopt;
    return compare(*std::exchange(waits_for_, std::nullopt));
  }

 private:
  // Until the real server has dealt with all that was sent before: twice round its event loop.
  void settle() {
    for (int round = 0; round < 2; ++round) {
      witness_.send(resp_request({"PING"}));
      static_cast<void>(witness_.receive(1));
    }
  }

  std::optional<std::string> compare(const Words& words) {
    return compare(words, real_->receive(1));
  }
  std::optional<std::string> compare(const Words& words, const std::string& answer) {
    RespNode modelled = only_reply(model_.take_output(connection_));
    RespNode actual = only_reply(answer);
    if (is_one_of(words[0], {"SPOP"})) swap_popped(words, actual, modelled);
    normalise_all(modelled, words);
    normalise_all(actual, words);
    const bool same = matches(words, actual, modelled);
    remember(words, actual);
    if (model_.wants_close(connection_)) {
      if (!real_->receive_rest().empty()) return "redis says more where the model closes";
      dial_again();
    }
    if (same) return std::nullopt;
    std::string account;
    for (const std::string& word : words) account += word + " ";
    return account + "\n  redis: " + actual.shown() + "\n  model: " + modelled.shown();
  }

  void dial_again() {
    model_.disconnect(connection_);
    connection_ = model_.connect();
    real_ = std::make_unique<RealConnection>(server_);
    queued_.clear();
  }

  // Counts the reply, or those to what was queued.
  bool matches(const Words& words, const RespNode& actual, const RespNode& modelled) {
    if (actual.text == "QUEUED") return modelled == actual;
    if (!is_one_of(words[0], {"EXEC"}) || actual.type != '*') {
      return matches_one(words, actual, modelled);
    }
    const std::size_t count = queued_.size();
    bool same = actual.items.size() == count && modelled.items.size() == count;
    for (std::size_t at = 0; same && at < count; ++at) {
      same = matches_one(queued_[at], actual.items[at], modelled.items[at]);
    }
    add(words, actual, same, false);
    return same;
  }

  bool matches_one(const Words& words, const RespNode& actual, const RespNode& modelled) {
    const bool same = actual == modelled;
    const KnownDifference* const known = same ? nullptr : known_difference(words, actual, modelled);
    add(words, actual, same, known != nullptr);
    if (known != nullptr && tally_ != nullptr)
      ++tally_->known_differences[std::string(known->name)];
    return same || known != nullptr;
  }

  void add(const Words& words, const RespNode& reply, bool same, bool listed) {
    if (tally_ == nullptr) return;
    CommandTally& command = tally_->commands[command_name(words)];
    ++command.ran;
    const bool holds = reply.type == ':' || !reply.text.empty() || !reply.items.empty();
    command.useful += holds && reply.type != '-' && reply.type != '_' ? 1 : 0;
    command.agreed += same ? 1 : 0;
    command.listed += listed ? 1 : 0;
  }

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
    real_->send(resp_request(script));
    static_cast<void>(real_->receive(1));
  }

  void remember(const Words& words, const RespNode& reply) {
    if (reply.text == "QUEUED") return queued_.push_back(words);
    if (is_one_of(words[0], {"MULTI", "EXEC", "DISCARD", "RESET"}) && reply.type != '-') {
      queued_.clear();
    }
  }

  Server& model_;
  const RealRedis& server_;
  ConnectionId connection_;
  std::unique_ptr<RealConnection> real_;
  RealConnection witness_;
  Swapped& swapped_;
  Tally* tally_;
  std::vector<Words> queued_;
  std::optional<Words> waits_for_;
};

// What random requests may have set otherwise, as a new server has it.
Words parameters_at_the_start() {
  return {"CONFIG",
          "SET",
          "maxmemory-policy",
          "noeviction",
          "maxmemory-samples",
          "5",
          "slowlog-log-slower-than",
          "10000",
          "lfu-log-factor",
          "10",
          "save",
          "",
          "timeout",
          "0",
          "hash-max-listpack-entries",
          "512",
          "hash-max-listpack-value",
          "64",
          "set-max-intset-entries",
          "512",
          "zset-max-listpack-entries",
          "128",
          "zset-max-listpack-value",
          "64"};
}

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
  // Absolute times, and ids made of them, computed some milliseconds apart; far ones have a digit
  // more.
  const long long distance = std::atoll(a.c_str()) - std::atoll(b.c_str());
  const bool times = is_clock_time(time_of_id(a)) && is_clock_time(time_of_id(b));
  const bool far = a.size() == 14 && b.size() == 14;
  return (times || far) && std::abs(distance) < 10'000;
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

std::optional<std::string> difference_after_reload(const RealRedis& real, std::string_view file,
                                                   const std::vector<Words>& questions) {
  RealConnection control(real);
  control.send(resp_request({"DEBUG", "LOADAOF"}));
  if (control.receive(1) != "+OK\r\n") return "redis-server does not read its file again";
  Server reloaded({.persistence = Persistence::aof_no});
  const auto outcome = reloaded.load_append_only_file(file, wall_clock());
  if (!outcome) return outcome.error();
  Swapped swapped;
  Client client(real, reloaded, swapped, nullptr);
  for (const Words& words : questions) {
    if (const auto difference = client.ask(words)) return "after a reload: " + *difference;
  }
  return std::nullopt;
}

using Clients = std::array<std::unique_ptr<Client>, connection_count>;

Clients connect(const RealRedis& real, Server& model, Swapped& swapped, Tally* tally) {
  Clients clients;
  for (auto& client : clients) client = std::make_unique<Client>(real, model, swapped, tally);
  return clients;
}

std::optional<std::string> run(const Step& step, const Clients& clients) {
  if (clients[step.connection]->waits()) return std::nullopt;  // it could not send
  if (auto difference = clients[step.connection]->ask(step.words)) return difference;
  for (const auto& client : clients) {
    if (auto difference = client->check_whether_served()) return difference;
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

std::optional<std::string> first_difference_between(
    const RealRedis& real, Server& model, const std::vector<Step>& steps,
    const std::function<void(std::size_t)>& before) {
  Swapped swapped;
  const Clients clients = connect(real, model, swapped, nullptr);
  for (std::size_t at = 0; at < steps.size(); ++at) {
    before(at);
    if (auto difference = run(steps[at], clients)) return difference;
  }
  return std::nullopt;
}

std::optional<std::string> first_difference(const RealRedis& real, const std::vector<Step>& steps,
                                            Tally* tally, const std::vector<Words>& after_reload) {
  Server model({.persistence = Persistence::aof_no});
  Swapped swapped;
  const Clients clients = connect(real, model, swapped, tally);
  RealConnection control(real);
  for (const Words& words : {Words{"DEBUG", "SET-ACTIVE-EXPIRE", "0"}, Words{"SCRIPT", "FLUSH"},
                             Words{"FUNCTION", "FLUSH"}, parameters_at_the_start()}) {
    control.send(resp_request(words));
    static_cast<void>(control.receive(1));
  }
  // By a client of both: the files then begin with the same database selected.
  static_cast<void>(clients[0]->ask({"FLUSHALL"}));
  static_cast<void>(model.take_aof());
  const std::size_t start = real.append_only_file_size();

  for (const Step& step : steps) {
    if (auto difference = run(step, clients)) return difference;
  }
  const std::string file = model.take_aof();
  if (auto difference = file_difference(real.append_only_file(start), file, swapped))
    return difference;
  if (after_reload.empty()) return std::nullopt;
  return difference_after_reload(real, file, after_reload);
}

}  // namespace rollcall::sim::redis
