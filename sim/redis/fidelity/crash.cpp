#include "sim/redis/fidelity/crash.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string_view>
#include <thread>
#include <utility>

#include "engine/check.h"
#include "sim/redis/fidelity/clock_skew.h"
#include "sim/redis/fidelity/compared_client.h"
#include "sim/redis/fidelity/coverage.h"
#include "sim/redis/fidelity/normal_form.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server_host.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Ask = std::function<RespNode(const Words&)>;

std::string_view name_of(Persistence mode) {
  constexpr std::string_view names[] = {"none", "rdb", "always", "everysec", "no"};
  return names[static_cast<std::size_t>(mode)];
}

std::vector<std::string> options_for(Persistence mode) {
  std::vector<std::string> options = {"--enable-debug-command", "yes", "--hz", "100"};
  if (mode == Persistence::rdb) options.insert(options.end(), {"--save", "3600 1"});
  if (appends_to_file(mode)) {
    options.insert(options.end(), {"--appendonly", "yes", "--auto-aof-rewrite-percentage", "0",
                                   "--appendfsync", std::string(name_of(mode))});
  }
  return options;
}

// What each of the two has on its disk.
struct Files {
  std::string snapshot;  // the model's; nothing: there is none
  std::string model_log;
  std::string real_log;
};

// everysec may owe its writes for up to two seconds, while a sync takes long.
std::string log_of(const RealRedis& real, Persistence mode, std::size_t expected) {
  for (int round = 0; mode == Persistence::aof_everysec && round < 400; ++round) {
    if (real.append_only_file_size() >= expected) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return real.append_only_file(0);
}

// The same to both, which have equal sizes.
void damage(const Crash& crash, std::string& file) {
  if (file.empty()) return;
  file.resize(file.size() - crash.cut % (file.size() + 1));
  if (!crash.changed || file.empty()) return;
  char& byte = file[file.size() - 1 - *crash.changed % file.size()];
  byte = static_cast<char>(byte ^ 1);
}

Words contents_question(const std::string& type, const std::string& key) {
  if (type == "string") return {"GET", key};
  if (type == "list") return {"LRANGE", key, "0", "-1"};
  if (type == "set") return {"SMEMBERS", key};
  if (type == "hash") return {"HGETALL", key};
  if (type == "zset") return {"ZRANGE", key, "0", "-1", "WITHSCORES"};
  return {"XINFO", "STREAM", key, "FULL", "COUNT", "0"};
}

// Every key with its type, its value and its time to live, of each database.
struct Contents {
  std::vector<std::pair<Words, RespNode>> answers;
};

Contents contents(const Ask& ask) {
  Contents all;
  const auto add = [&](const Words& question) -> const RespNode& {
    RespNode reply = ask(question);
    normalise(reply, question);
    return all.answers.emplace_back(question, std::move(reply)).second;
  };
  for (std::size_t database = 0; database < 16; ++database) {
    add({"SELECT", std::to_string(database)});
    const RespNode keys = add({"KEYS", "*"});
    for (const RespNode& key : keys.items) {
      const std::string type = add({"TYPE", key.text}).text;
      add(contents_question(type, key.text));
      add({"PTTL", key.text});
    }
  }
  return all;
}

std::string shown(const Contents& contents) {
  std::string text;
  for (const auto& [question, reply] : contents.answers) {
    text += "\n    ";
    for (const std::string& word : question) text += word + " ";
    text += reply.shown();
  }
  return text;
}

bool are_same(const Contents& real, Contents model, std::int64_t skew_ms) {
  return std::ranges::equal(real.answers, model.answers, [&](const auto& there, auto& here) {
    adopt_clock(here.second, there.second, here.first, {.skew_ms = skew_ms});
    return there == here;
  });
}

Contents contents_of(const RealRedis& real) {
  RealConnection client(real);
  return contents([&](const Words& words) {
    client.send(resp_request(words));
    const std::string answer = client.receive(1);
    std::string_view rest = answer;
    return rest.empty() ? RespNode{} : take_resp(rest);
  });
}

Contents contents_of(Server& model) {
  const ConnectionId client = model.connect();
  Contents found = contents([&](const Words& words) {
    model.feed(client, resp_request(words), wall_clock());
    const std::string answer = model.take_output(client);
    std::string_view rest = answer;
    return take_resp(rest);
  });
  model.disconnect(client);
  return found;
}

// How a process is to behave in one life.
struct Life {
  Persistence mode;
  std::optional<std::size_t> save_before{};  // the step
  Words farewell{};                          // what ends it; none: kill -9
};

void ask_for_ok(RealConnection& client, const Words& words) {
  client.send(resp_request(words));
  ROLLCALL_CHECK(client.receive(1) == "+OK\r\n", "redis-server refuses what the comparison needs");
}

// From the first moment on: the order in which Redis finds the keys whose time has come is its own.
void stop_active_expiry(const RealRedis& real) {
  RealConnection control(real);
  ask_for_ok(control, {"DEBUG", "SET-ACTIVE-EXPIRE", "0"});
}

// SHUTDOWN, to both. The files then are as the model's host would have them.
std::optional<std::string> end_both(const Words& farewell, RealRedis& real, Server& model,
                                    Tally* tally) {
  if (farewell.empty()) {
    real.kill();
    return std::nullopt;
  }
  RealConnection control(real);
  control.send(resp_request(farewell));
  const ConnectionId client = model.connect();
  model.feed(client, resp_request(farewell), wall_clock());
  if (!model.wants_shutdown()) return "the model goes on after " + farewell[0];
  if (!control.receive_rest().empty()) return "redis answers " + farewell[0];
  real.wait_for_end();
  if (tally != nullptr) {
    CommandTally& row = tally->commands[row_of(farewell)];
    ++row.ran;
    ++row.agreed;
  }
  return std::nullopt;
}

// The model's disk, which outlives it. Where there is an append-only file nobody reads a snapshot.
class SnapshotKeeper final : public ServerHost {
 public:
  explicit SnapshotKeeper(Persistence mode) : keeps_(!appends_to_file(mode)) {}
  void attach(Server& model) {
    model_ = &model;
    model.set_host(*this);
  }
  bool save() override {
    if (keeps_) files.snapshot = model_->snapshot();
    return true;
  }
  std::optional<UnixMs> pause_script(std::uint64_t) override { return wall_clock(); }
  // What has been asked for since: by DEBUG RELOAD, by BGSAVE.
  void keep_saved() {
    if (auto saved = model_->take_saved()) files.snapshot = std::move(*saved);
    if (model_->take_snapshot_request()) save();
  }

  Files files{};

 private:
  Server* model_ = nullptr;
  bool keeps_;
};

// Both live with the same commands; then they end.
std::optional<std::string> live_and_die(const Life& life, const std::vector<Step>& steps,
                                        RealRedis& real, Server& model, SnapshotKeeper& keeper,
                                        Comparison& comparison) {
  RealConnection control(real);
  Files& files = keeper.files;
  keeper.attach(model);
  const auto difference =
      first_difference_between(real, model, steps, comparison, [&](std::size_t at) {
        keeper.keep_saved();
        if (at != life.save_before) return;
        ask_for_ok(control, {"SAVE"});
        files.snapshot = model.snapshot();
      });
  if (difference) return difference;
  keeper.keep_saved();
  files.model_log += model.take_aof();
  if (appends_to_file(life.mode)) {
    files.real_log = log_of(real, life.mode, files.model_log.size());
  }
  if (auto differs = end_both(life.farewell, real, model, comparison.tally)) return differs;
  keeper.keep_saved();
  if (files.model_log.size() == files.real_log.size()) return std::nullopt;
  return "append-only files of different sizes\n  redis: " + files.real_log +
         "\n  model: " + files.model_log;
}

// How much of its log the model uses; nothing when it refuses to start.
std::optional<std::size_t> start(Server& model, const Files& files) {
  if (!files.snapshot.empty() && !model.load_snapshot(files.snapshot, wall_clock())) {
    return std::nullopt;
  }
  const auto report = model.load_append_only_file(files.model_log, wall_clock());
  return report ? std::optional(report->used_bytes) : std::nullopt;
}

// `over`: both refuse to start, or redis has gone on to delete expired keys unasked, which the
// model does not know of.
enum class Outcome { both_live, over, different };

bool only_deletes(std::string_view log) {
  while (!log.empty()) {
    const RespNode command = take_resp(log);
    if (command.items[0].text != "SELECT" && command.items[0].text != "DEL") return false;
  }
  return true;
}

// From the same files; `account` tells of a difference.
Outcome restart(Persistence mode, RealRedis& real, Server& model, Files& files,
                std::int64_t& skew_ms, std::string& account) {
  const UnixMs began_at = wall_clock();
  const bool up = real.start();
  model = Server({.persistence = mode, .started_at_ms = up ? saved_at_ms(real) : 0});
  if (up) stop_active_expiry(real);
  const auto used = start(model, files);
  // Some times are those of the start: when a consumer was seen last.
  skew_ms = std::max(skew_ms, wall_clock() - began_at);
  if (!up && !used) return Outcome::over;
  if (up != used.has_value()) {
    account = std::string("only ") + (up ? "redis" : "the model") + " starts again with\n" +
              files.real_log;
    return Outcome::different;
  }
  files.model_log.resize(*used);
  const std::string later = appends_to_file(mode) ? real.append_only_file(*used) : "";
  if (appends_to_file(mode) && (real.append_only_file_size() < *used || !only_deletes(later))) {
    account = "redis keeps " + std::to_string(real.append_only_file_size()) +
              " bytes of its file, the model " + std::to_string(*used);
    return Outcome::different;
  }
  const UnixMs asked_at = wall_clock();
  const Contents actual = contents_of(real);
  const Contents modelled = contents_of(model);
  if (are_same(actual, modelled, skew_ms + wall_clock() - asked_at)) {
    return later.empty() ? Outcome::both_live : Outcome::over;
  }
  account = "after a restart\n  redis:" + shown(actual) + "\n  model:" + shown(modelled);
  return Outcome::different;
}

}  // namespace

rc::Gen<Crash> any_crash() {
  return rc::gen::exec([] {
    const auto place = [] {  // near the end, or anywhere
      const auto range = *rc::gen::element<std::size_t>(200, 100'000);
      return *rc::gen::inRange<std::size_t>(0, range);
    };
    Crash crash{.mode =
                    *rc::gen::element(Persistence::none, Persistence::rdb, Persistence::aof_always,
                                      Persistence::aof_everysec, Persistence::aof_no)};
    crash.saved_before = *rc::gen::inRange<std::size_t>(0, 100);
    const int kind = *rc::gen::inRange(0, 4);
    if (kind == 0) crash.cut = place();
    if (kind == 1) crash.changed = place();
    const bool by_request = *rc::gen::inRange(0, 4) == 0;
    if (by_request) {
      crash.farewell =
          *rc::gen::element(Words{"SHUTDOWN"}, Words{"SHUTDOWN", "NOSAVE"},
                            Words{"SHUTDOWN", "SAVE"}, Words{"shutdown", "now", "force"});
    }
    return crash;
  });
}

std::string shown(const Crash& crash) {
  std::string text = "mode " + std::string(name_of(crash.mode));
  text += ", saved before step " + std::to_string(crash.saved_before);
  text += ", cut by " + std::to_string(crash.cut);
  for (const std::string& word : crash.farewell) text += ", " + word;
  if (crash.changed) text += ", changed at " + std::to_string(*crash.changed) + " from the end";
  return text;
}

// SPOP takes different members out here and there, a rewritten file has another size, DEBUG LOADAOF
// needs a file, and a pause would put off the end.
bool is_left_out(const Step& step) {
  const Words& words = step.words;
  const auto begins = [&](std::string_view name) { return equals_ignoring_case(words[0], name); };
  const auto goes_on = [&](std::string_view name) {
    return words.size() > 1 && equals_ignoring_case(words[1], name);
  };
  const bool loads = goes_on("LOADAOF");
  const bool pauses = begins("CLIENT") && goes_on("PAUSE");
  return pauses || begins("SPOP") || begins("CONFIG") || begins("BGREWRITEAOF") || loads;
}

std::optional<std::string> difference_after(const Crash& crash, std::vector<Step> steps,
                                            Tally* tally) {
  std::erase_if(steps, is_left_out);
  RealRedis real(options_for(crash.mode));
  stop_active_expiry(real);
  SnapshotKeeper keeper(crash.mode);
  Files& files = keeper.files;
  Server model({.persistence = crash.mode, .started_at_ms = saved_at_ms(real)});
  std::string account;
  Comparison comparison{.tally = tally};
  Life life{.mode = crash.mode, .farewell = crash.farewell};
  if (crash.mode == Persistence::rdb && !steps.empty()) {
    life.save_before = crash.saved_before % steps.size();
  }
  if (auto difference = live_and_die(life, steps, real, model, keeper, comparison)) {
    return difference;
  }
  damage(crash, files.model_log);
  damage(crash, files.real_log);
  if (appends_to_file(crash.mode)) real.replace_append_only_file(files.real_log);
  Outcome outcome = restart(crash.mode, real, model, files, comparison.skew_ms, account);
  if (outcome == Outcome::over) return std::nullopt;
  if (outcome == Outcome::different) return account;

  const Life second{.mode = crash.mode};
  if (auto difference = live_and_die(second, steps, real, model, keeper, comparison)) {
    return "in the second life: " + *difference;
  }
  outcome = restart(crash.mode, real, model, files, comparison.skew_ms, account);
  if (outcome == Outcome::different) return "in the third life: " + account;
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
