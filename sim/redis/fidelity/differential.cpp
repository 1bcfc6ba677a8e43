#include "sim/redis/fidelity/differential.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <string_view>

#include "sim/redis/fidelity/clock_skew.h"
#include "sim/redis/fidelity/compared_client.h"
#include "sim/redis/fidelity/real_log.h"
#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t connection_count = 3;

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
          "lfu-decay-time",
          "1",
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

bool is_same_pop(const Words& real, const Words& model, const Course& course) {
  return real.size() == 3 && model.size() == 3 && real[0] == "SREM" && model[0] == "SREM" &&
         real[1] == model[1] && course.swapped.contains({real[2], model[2]});
}

bool is_same_command(const Words& real, const Words& model, const Course& course) {
  return are_same_but_for_the_clock(real, model, course.skew_ms) ||
         is_same_pop(real, model, course);
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
                                           const Course& course) {
  const auto actual = commands_in(real);
  const auto modelled = commands_in(model);
  const bool same = std::ranges::equal(actual, modelled, [&](const Words& a, const Words& b) {
    return is_same_command(a, b, course);
  });
  if (same) return std::nullopt;
  return "append-only file\n  redis:" + listed(actual) + "\n  model:" + listed(modelled);
}

std::optional<std::string> difference_after_reload(const RealRedis& real, std::string_view file,
                                                   const std::vector<Words>& questions,
                                                   Course course) {
  const UnixMs began_at = wall_clock();
  RealConnection control(real);
  control.send(resp_request({"DEBUG", "LOADAOF"}));
  if (control.receive(1) != "+OK\r\n") return "redis-server does not read its file again";
  Server reloaded({.persistence = Persistence::aof_no});
  const auto outcome = reloaded.load_append_only_file(file, wall_clock());
  if (!outcome) return outcome.error();
  // Some times are those of the reload: when a consumer was seen last.
  course.skew_ms = std::max(course.skew_ms, wall_clock() - began_at);
  course.tally = nullptr;
  ComparedClient client(real, reloaded, course);
  for (const Words& words : questions) {
    if (const auto difference = client.ask(words)) return "after a reload: " + *difference;
  }
  return std::nullopt;
}

using Clients = std::array<std::unique_ptr<ComparedClient>, connection_count>;

Clients connect(const RealRedis& real, Server& model, Course& course) {
  Clients clients;
  for (auto& client : clients) client = std::make_unique<ComparedClient>(real, model, course);
  return clients;
}

std::optional<std::string> serve(const Clients& clients) {
  for (const auto& client : clients) {
    if (auto difference = client->check_whether_served()) return difference;
  }
  return std::nullopt;
}

std::optional<std::string> check_for_messages(const Clients& clients) {
  for (const auto& client : clients) {
    if (auto difference = client->check_for_messages()) return difference;
  }
  return std::nullopt;
}

Words with_ids(Words words, const Clients& clients, std::string ComparedClient::Id::* server) {
  for (std::string& word : words) {
    for (std::size_t connection = 0; connection < clients.size(); ++connection) {
      if (word == client_id_word(connection)) word = clients[connection]->id().*server;
    }
  }
  return words;
}

std::optional<std::string> run(const Step& step, const Clients& clients) {
  if (clients[step.connection]->waits()) return std::nullopt;  // it could not send
  const Words words = with_ids(step.words, clients, &ComparedClient::Id::in_model);
  const Words to_real = with_ids(step.words, clients, &ComparedClient::Id::in_real);
  if (auto difference = clients[step.connection]->ask(words, to_real)) return difference;
  return serve(clients);
}

}  // namespace

UnixMs saved_at_ms(const RealRedis& real) {
  RealConnection control(real);
  control.send(resp_request({"LASTSAVE"}));
  const std::string answer = control.receive(1);
  std::string_view rest = answer;
  return std::atoll(take_resp(rest).text.c_str()) * 1000;
}

std::string client_id_word(std::size_t connection) {
  return "id of client " + std::to_string(connection);
}

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
    const RealRedis& real, Server& model, const std::vector<Step>& steps, Comparison& comparison,
    const std::function<void(std::size_t)>& before) {
  Course course{
      .tally = comparison.tally, .skew_ms = comparison.skew_ms, .began_at = comparison.began_at};
  const Clients clients = connect(real, model, course);
  std::optional<std::string> difference;
  for (std::size_t at = 0; at < steps.size() && !difference; ++at) {
    before(at);
    difference = run(steps[at], clients);
  }
  comparison.skew_ms = course.skew_ms;
  return difference;
}

std::optional<std::string> first_difference(const RealRedis& real, const std::vector<Step>& steps,
                                            Tally* tally, const std::vector<Words>& after_reload) {
  Server model({.persistence = Persistence::aof_no, .started_at_ms = saved_at_ms(real)});
  RealConnection control(real);
  for (const Words& words :
       {Words{"CLIENT", "UNPAUSE"}, Words{"DEBUG", "SET-ACTIVE-EXPIRE", "0"},
        Words{"DEBUG", "SET-DISABLE-DENY-SCRIPTS", "0"}, Words{"SCRIPT", "FLUSH"},
        Words{"FUNCTION", "FLUSH"}, parameters_at_the_start()}) {
    control.send(resp_request(words));
    static_cast<void>(control.receive(1));
  }
  Course course;
  const Clients clients = connect(real, model, course);
  // By a client of both: the files then begin with the same database selected.
  static_cast<void>(clients[0]->ask({"FLUSHALL"}));
  static_cast<void>(model.take_aof());
  RealLog log(real);
  course.tally = tally;
  course.log = &log;

  for (const Step& step : steps) {
    if (auto difference = run(step, clients)) return difference;
  }
  if (auto difference = check_for_messages(clients)) return difference;
  const std::string file = model.take_aof();
  if (auto differs = file_difference(log.bytes(), file, course)) return differs;
  if (after_reload.empty()) return std::nullopt;
  return difference_after_reload(real, file, after_reload, course);
}

}  // namespace rollcall::sim::redis
