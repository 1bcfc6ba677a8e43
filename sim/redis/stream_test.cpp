// Streams where random requests do not reach: clients that wait for entries, and how entries fill
// nodes.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <chrono>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

Words words_of(const std::string& line) {
  std::istringstream in(line);
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

// Clients of the model and of a redis-server, who may wait, which a Step of first_difference() may
// not.
class WaitingClients {
 public:
  WaitingClients() {
    for (auto& client : clients_) client.in_model = model_.connect();
    ask(0, "FLUSHALL");
    static_cast<void>(model_.take_aof());
    start_ = real().append_only_file_size();
  }

  void ask(std::size_t number, const std::string& line) {
    const std::string request = resp_request(words_of(line));
    model_.feed(clients_[number].in_model, request, start_ms);
    clients_[number].in_redis->send(request);
    ++clients_[number].unanswered;
    compare(line);
  }

  // What both wrote, times left out.
  void compare_files() {
    const std::regex time("[0-9]{13}");
    EXPECT_EQ(std::regex_replace(model_.take_aof(), time, "T"),
              std::regex_replace(real().append_only_file(start_), time, "T"));
  }

 private:
  struct Client {
    ConnectionId in_model{};
    std::unique_ptr<RealConnection> in_redis = std::make_unique<RealConnection>(real());
    std::size_t unanswered = 0;
  };

  void compare(const std::string& line) {
    std::array<std::string, 3> modelled;
    std::array<std::size_t, 3> replies{};
    std::size_t waiting = 0;
    for (std::size_t at = 0; at < clients_.size(); ++at) {
      modelled[at] = model_.take_output(clients_[at].in_model);
      std::string_view rest = modelled[at];
      for (; !rest.empty(); ++replies[at]) rest.remove_prefix(*resp_length(rest));
      clients_[at].unanswered -= replies[at];
      waiting += clients_[at].unanswered > 0 ? 1 : 0;
    }
    ASSERT_TRUE(redis_has_waiting(waiting)) << line;
    for (std::size_t at = 0; at < clients_.size(); ++at) {
      if (replies[at] == 0) continue;
      EXPECT_EQ(modelled[at], clients_[at].in_redis->receive(replies[at])) << line;
    }
  }

  bool redis_has_waiting(std::size_t count) {
    const std::string wanted = "blocked_clients:" + std::to_string(count) + "\r\n";
    for (int attempt = 0; attempt < 200; ++attempt) {
      control_.send(resp_request({"INFO", "clients"}));
      if (control_.receive(1).find(wanted) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  Server model_{{.persistence = Persistence::aof_no}};
  std::array<Client, 3> clients_;
  RealConnection control_{real()};
  std::size_t start_ = 0;
};

struct Scene {
  const char* name;
  std::vector<std::pair<std::size_t, std::string>> lines;
};

class Waiting : public testing::TestWithParam<Scene> {};

TEST_P(Waiting, ends_as_in_redis) {
  WaitingClients clients;
  for (const auto& [client, line] : GetParam().lines) clients.ask(client, line);
  clients.compare_files();
}

const std::string group_read = "XREADGROUP GROUP g c BLOCK 0 STREAMS s >";
const std::pair<std::size_t, std::string> with_group{0, "XGROUP CREATE s g $ MKSTREAM"};

const Scene scenes[] = {
    {"at_an_entry", {{1, "XREAD BLOCK 0 STREAMS s $"}, {0, "XADD s 1-1 f v"}}},
    {"at_the_key_that_changed_first",
     {{1, "XREAD BLOCK 0 COUNT 1 STREAMS s t 0 0"},
      {0, "MULTI"},
      {0, "XADD t 1-1 f v"},
      {0, "XADD s 1-1 f v"},
      {0, "EXEC"}}},
    {"at_an_entry_that_is_gone_again",
     {{1, "XREAD BLOCK 0 STREAMS s $"},
      {0, "MULTI"},
      {0, "XADD s 1-1 f v"},
      {0, "XDEL s 1-1"},
      {0, "EXEC"}}},
    {"for_all_readers_of_a_stream",
     {{1, "XREAD BLOCK 0 STREAMS s 5-0"},
      {2, "XREAD BLOCK 0 STREAMS s $"},
      {0, "XADD s 1-1 f v"},
      {0, "XADD s 6-1 f v"}}},
    {"not_at_another_type_or_a_deletion",
     {{0, "XADD s 1-1 f v"},
      {1, "XREAD BLOCK 0 STREAMS s $"},
      {0, "DEL s"},
      {0, "LPUSH s 1"},
      {0, "DEL s"},
      {0, "XADD s 1-1 f v"},
      {0, "XADD s 1-2 f v"}}},
    {"not_at_a_new_last_id",
     {{0, "XADD s 1-1 f v"},
      {1, "XREAD BLOCK 0 STREAMS s $"},
      {0, "XSETID s 9-9"},
      {0, "XTRIM s MAXLEN 0"},
      {0, "XADD s 9-10 f v"}}},
    {"at_a_stream_renamed_to_it",
     {{0, "XADD t 1-1 f v"}, {1, "XREAD BLOCK 0 STREAMS s $"}, {0, "RENAME t s"}}},
    {"for_one_of_a_group",
     {with_group,
      {1, group_read},
      {2, "XREADGROUP GROUP g d BLOCK 0 STREAMS s >"},
      {0, "XADD s 1-1 f v"},
      {0, "XADD s 1-2 f v"},
      {0, "XINFO GROUPS s"}}},
    {"for_one_of_a_group_with_all_that_is_new",
     {with_group,
      {1, group_read},
      {0, "MULTI"},
      {0, "XADD s 1-1 f v"},
      {0, "XADD s 1-2 f v"},
      {0, "EXEC"}}},
    {"acknowledged_at_once",
     {with_group,
      {1, "XREADGROUP GROUP g c BLOCK 0 NOACK STREAMS s >"},
      {0, "XADD s 1-1 f v"},
      {0, "XPENDING s g"}}},
    {"with_an_error_at_the_end_of_the_group",
     {with_group, {1, group_read}, {0, "XGROUP DESTROY s other"}, {0, "XGROUP DESTROY s g"}}},
    {"not_at_a_group_made_anew",
     {with_group,
      {1, group_read},
      {0, "MULTI"},
      {0, "XGROUP DESTROY s g"},
      {0, "XGROUP CREATE s g 0"},
      {0, "EXEC"},
      {0, "XADD s 1-1 f v"}}},
    {"with_an_error_at_the_end_of_the_stream", {with_group, {1, group_read}, {0, "DEL s"}}},
    {"with_an_error_at_the_end_of_one_of_two_streams",
     {with_group,
      {0, "XGROUP CREATE t g $ MKSTREAM"},
      {1, "XREADGROUP GROUP g c BLOCK 0 STREAMS s t > >"},
      {0, "DEL t"}}},
    {"with_an_error_at_a_new_type", {with_group, {1, group_read}, {0, "SET s x"}}},
    {"with_an_error_at_a_stream_without_the_group",
     {with_group, {1, group_read}, {0, "XADD t 1-1 f v"}, {0, "RENAME t s"}}},
    {"with_an_error_when_all_is_flushed", {with_group, {1, group_read}, {0, "FLUSHALL"}}},
    {"not_at_a_group_set_back",
     {{0, "XADD s 1-1 f v"},
      with_group,
      {1, group_read},
      {0, "XGROUP SETID s g 0"},
      {0, "XDEL s 1-1"},
      {0, "XADD s 2-1 f v"}}},
    {"with_an_error_at_the_time_of_the_stream", {with_group, {1, group_read}, {0, "PEXPIRE s -1"}}},
    {"with_a_thousand_entries",
     {{1, "XREAD BLOCK 0 STREAMS s $"},
      {0,
       "EVAL string.rep('x',1100):gsub('x',function()redis.call('xadd','s','3-*','f','v')end) 0"},
      {1, "PING"}}},
    {"before_its_next_request",
     {{1, "XREAD BLOCK 0 STREAMS s 0"}, {1, "PING"}, {0, "XADD s 1-1 f v"}}},
    {"not_in_a_transaction",
     {{0, "MULTI"},
      {0, "XREAD BLOCK 0 STREAMS s $"},
      {0, "XGROUP CREATE s g 0 MKSTREAM"},
      {0, group_read},
      {0, "XADD s 1-1 f v"},
      {0, "XREAD BLOCK 0 STREAMS s 0"},
      {0, group_read},
      {0, "EXEC"}}},
};

INSTANTIATE_TEST_SUITE_P(All, Waiting, testing::ValuesIn(scenes),
                         [](const auto& scene) { return std::string(scene.param.name); });

void expect_same(const std::vector<std::string>& lines) {
  std::vector<Step> steps;
  for (const std::string& line : lines) steps.push_back({0, words_of(line)});
  const auto difference = first_difference(real(), steps);
  EXPECT_FALSE(difference) << *difference;
}

TEST(StreamWriter, goes_on_from_the_last_id_while_the_clock_is_behind_it) {
  expect_same({"XADD s 99999999999999-5 f v", "XADD s * f v",
               "XADD s 99999999999999-18446744073709551615 f v", "XADD s 99999999999999-* f v",
               "XADD s * f v", "XADD s 18446744073709551615-18446744073709551615 f v",
               "XADD s * f v", "XINFO STREAM s"});
}

TEST(StreamReader, may_not_wait_in_a_script) {
  expect_same({"EVAL return{redis.pcall('xread','block','0','streams','s','0')} 0",
               "EVAL return{redis.pcall('XReadGroup','group','g','c','block','x','streams','s')} 0",
               "EVAL return{redis.pcall('xread','streams','s','0')} 0"});
}

TEST(StreamClaim, looks_at_ten_entries_for_each_that_it_may_take) {
  std::vector<std::string> lines = {"XGROUP CREATE s g 0 MKSTREAM"};
  for (int entry = 0; entry < 25; ++entry) lines.push_back("XADD s 1-* f v");
  for (const char* const line :
       {"XREADGROUP GROUP g c STREAMS s >", "XAUTOCLAIM s g d 3600000 - COUNT 1",
        "XAUTOCLAIM s g d 3600000 1-5 COUNT 2", "XCLAIM s g c 0 1-17 IDLE 7200000",
        "XAUTOCLAIM s g d 3600000 1-3 COUNT 1", "XAUTOCLAIM s g d 3600000 1-8 COUNT 1",
        "XINFO STREAM s FULL", "XINFO STREAM s FULL COUNT 0"}) {
    lines.emplace_back(line);
  }
  expect_same(lines);
}

TEST(StreamReader, gets_nothing_when_its_time_is_up) {
  Server server({.persistence = Persistence::none});
  const ConnectionId client = server.connect();
  server.feed(client, resp_request(words_of("XREAD BLOCK 100 STREAMS s $")), start_ms);
  EXPECT_EQ(server.next_deadline(), start_ms + 100);
  server.time_out(start_ms + 100);
  EXPECT_EQ(server.take_output(client), "*-1\r\n");
}

TEST(StreamWatcher, loses_its_transaction_to_the_same_commands_as_in_redis) {
  for (const char* const line :
       {"XADD s 9-1 f v", "XADD none NOMKSTREAM 9-1 f v", "XDEL s 1-1", "XDEL s 7-7",
        "XTRIM s MAXLEN 1", "XTRIM s MAXLEN 9", "XSETID s 9-9", "XACK s g 1-1",
        "XGROUP CREATE s h 0", "XGROUP CREATE none h 0 MKSTREAM", "XGROUP SETID s g 0",
        "XGROUP CREATECONSUMER s g new", "XGROUP DELCONSUMER s g c", "XGROUP DESTROY s g",
        "XREADGROUP GROUP g c STREAMS s >", "XREADGROUP GROUP g d STREAMS s 0",
        "XCLAIM s g d 0 1-1", "XAUTOCLAIM s g d 0 -"}) {
    std::vector<Step> steps;
    for (const char* const before : {"XADD s 1-1 f v", "XADD s 1-2 f v", "XGROUP CREATE s g 0",
                                     "XREADGROUP GROUP g c COUNT 1 STREAMS s >", "WATCH s none"}) {
      steps.push_back({0, words_of(before)});
    }
    steps.push_back({1, words_of(line)});
    for (const char* const after : {"MULTI", "PING", "EXEC"}) steps.push_back({0, {after}});
    const auto difference = first_difference(real(), steps);
    EXPECT_FALSE(difference) << line << ": " << *difference;
  }
}

// Values of one kind of encoding, so that a byte too many in each adds up.
rc::Gen<std::string> elements_of_one_kind() {
  if (*rc::gen::arbitrary<bool>()) {
    const std::int64_t power = std::int64_t{1} << *rc::gen::inRange(0, 62);
    const auto number = *rc::gen::element(power - 1, power, -power, -power - 1);
    return rc::gen::just(std::to_string(number));
  }
  const auto length =
      *rc::gen::element<std::size_t>(0, 1, 5, 40, 62, 63, 64, 65, 125, 126, 127, 400);
  return rc::gen::just(std::string(length, 'x'));
}

RC_GTEST_PROP(StreamNodes, hold_as_many_entries_as_in_redis, ()) {
  const auto element = elements_of_one_kind();
  const auto name = *rc::gen::element<std::string>("f", "300", std::string(70, 'n'));
  const int pairs = *rc::gen::element(1, 2, 5, 20, 70);
  std::vector<Step> steps;
  for (int entry = 0; entry < 60; ++entry) {
    Words words = {"XADD", "s", *rc::gen::element<std::string>("1-*", "1-*", "9-*", "70000-*")};
    const int more = *rc::gen::element(0, 0, 0, 1);
    for (int pair = 0; pair < pairs + more; ++pair) {
      words.push_back(name);
      words.push_back(*element);
    }
    steps.push_back({0, words});
    steps.push_back({0, {"XINFO", "STREAM", "s"}});
  }
  if (const auto difference = first_difference(real(), steps)) RC_FAIL(*difference);
}

}  // namespace
}  // namespace rollcall::sim::redis
