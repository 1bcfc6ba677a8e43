// CONFIG as in redis-server: what parameters begin with, which values they take, and what is said
// of those they do not.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/config_parameters.h"
#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class Configuration : public testing::Test {
 protected:
  void compare(const Words& words) {
    const std::string request = resp_request(words);
    connection.send(request);
    model.feed(client, request, 0);
    EXPECT_EQ(model.take_output(client), connection.receive(1)) << testing::PrintToString(words);
  }

  RealRedis real;
  RealConnection connection{real};
  Server model{{}};
  ConnectionId client = model.connect();
};

// Where the machine shows, or where Redis looks at more than the model does.
bool is_compared(const Parameter& parameter) {
  constexpr std::string_view others[] = {"activedefrag", "dir",  "enable-debug-command",
                                         "maxclients",   "port", "unixsocket",
                                         "oom-score-adj"};
  return std::ranges::find(others, parameter.name) == std::ranges::end(others);
}

TEST_F(Configuration, begins_as_in_redis) {
  for (const auto parameters : {parameters_with_effect, parameters_without_effect}) {
    for (const Parameter& parameter : parameters()) {
      if (!is_compared(parameter)) continue;
      compare({"CONFIG", "GET", std::string(parameter.name)});
      if (!parameter.older_name.empty()) {
        compare({"CONFIG", "GET", std::string(parameter.older_name)});
      }
    }
  }
}

TEST_F(Configuration, takes_the_values_that_redis_takes) {
  const std::vector<std::string> values = {
      "yes", "NO",  "maybe",  "0",     "1",   "-1",         "-2147483649", "15",
      "101", "2mb", "1Kb",    "3k",    "2G",  "5 gb",       "2147483648",  "99999999999999999999",
      "1.5", "",    "notice", "Debug", "007", "on-empty-db"};
  for (const auto parameters : {parameters_with_effect, parameters_without_effect}) {
    for (const Parameter& parameter : parameters()) {
      const bool is_checked =
          parameter.kind != Parameter::Kind::text && parameter.kind != Parameter::Kind::special;
      if (!is_compared(parameter) || !is_checked) continue;
      const std::string name(parameter.name);
      for (const std::string& value : values) {
        const bool wraps = parameter.kind == Parameter::Kind::memory && value.size() == 20;
        if (wraps) continue;  // Redis lets what is too large overflow
        compare({"CONFIG", "SET", name, value});
        compare({"CONFIG", "GET", name});
      }
    }
  }
}

TEST_F(Configuration, reads_texts_as_redis_does) {
  const std::pair<std::string, std::vector<std::string>> texts[] = {
      {"notify-keyspace-events",
       {"KEA", "Kg$lshzxetmnd", "KEg$lshzxed", "nm", "AKEmn", "Q", "E", "KQ", "tdg", "Kx ", "",
        "g$lshzxetd", "An"}},
      {"client-output-buffer-limit",
       {"normal 1 2 3", "normal 1", "", "foo 1 2 3", "normal 10mb 5kb 60", "replica 5 6 7",
        "slave 0 0 0 pubsub 1 1 1", "master 1 1 1", "normal -1 0 0", "normal 1 1 -1",
        "normal a b c", "normal 1 2 3 normal 4 5 6", "Normal 1 2 3", " normal  1 2 3 "}},
      {"maxmemory-clients",
       {"5%", "100%", "101%", "0%", "-1", "1mb", "x", "%", "1%%", "10 %", "-5%", "0"}},
      {"latency-tracking-info-percentiles",
       {"50 99", "", "100.0", "-1", "101", "50.5 99.99", "a", "50 a", "0", "99.123456789", "1e1",
        "50  60", "nan", "inf", "1.5 1.5"}},
      {"save",
       {"900 1", "", "900", "900 1 300 10", "a b", "900 -1", "0 1", "900 0", "900 1 900 1",
        "\"900 1\"", " 900  1 ", "900 1x"}},
      {"oom-score-adj-values",
       {"1 2 3", "3 2 1", "1 2", "1 2 3 4", "1  2", "1  2 3", "", "-5 2 3", "01 +2 3", "a 1 2",
        "1x 2 3", "1.5 2 3", "1 2 2001", "-2001 2 3", "1 2 99999999999999999999"}},
      {"hz", {"0", "-5", "500", "501", "2147483647"}},
      {"repl-backlog-size", {"1", "16383", "1gb"}},
      {"appendfsync", {"always", "no", "EVERYSEC", "x", ""}},
  };
  for (const auto& [name, values] : texts) {
    for (const std::string& value : values) {
      compare({"CONFIG", "SET", name, value});
      compare({"CONFIG", "GET", name});
    }
  }
}

TEST_F(Configuration, says_how_streams_are_packed) {
  const std::vector<std::pair<std::string, std::vector<Words>>> trims = {
      {"10",
       {{"XTRIM", "s", "MAXLEN", "~", "55", "LIMIT", "30"}, {"XTRIM", "s", "MINID", "~", "9"}}},
      {"1", {{"XTRIM", "s", "MAXLEN", "~", "1"}, {"XTRIM", "s", "MAXLEN", "1"}}},
      {"2",
       {{"XTRIM", "s", "MAXLEN", "~", "0", "LIMIT", "1"},
        {"XTRIM", "s", "MAXLEN", "~", "0", "LIMIT", "2"}}},
      {"0", {{"XTRIM", "s", "MAXLEN", "~", "3"}}}};
  for (const std::string bytes : {"4096", "64", "0"}) {
    compare({"CONFIG", "SET", "stream-node-max-bytes", bytes});
    for (const auto& [entries, requests] : trims) {
      compare({"CONFIG", "SET", "stream-node-max-entries", entries});
      compare({"DEL", "s"});
      for (int id = 1; id <= 102; ++id) compare({"XADD", "s", std::to_string(id), "field", "v"});
      for (const Words& words : requests) {
        compare(words);
        compare({"XINFO", "STREAM", "s"});
      }
    }
  }
}

TEST_F(Configuration, limits_words_and_strings_as_redis_does) {
  compare({"CONFIG", "SET", "proto-max-bulk-len", "1mb"});
  const std::string longest(1 << 20, 'x');
  compare({"SET", "a", longest});
  compare({"APPEND", "a", "x"});
  compare({"APPEND", "b", longest});
  compare({"SETRANGE", "a", "1048575", "x"});
  compare({"SETRANGE", "a", "1048576", "x"});
  compare({"SETBIT", "a", "8388607", "1"});
  compare({"SETBIT", "a", "8388608", "1"});
  compare({"GETBIT", "a", "8388608"});
  compare({"SET", "a", longest + 'x'});
}

TEST_F(Configuration, hangs_up_on_the_idle_and_on_nobody_else) {
  const ConnectionId silent = model.connect();
  const ConnectionId waiting = model.connect();
  model.feed(client, "CONFIG SET timeout 2\r\n", 1500);
  model.feed(waiting, "BLPOP list 0\r\n", 1500);
  model.active_expire(1600);
  EXPECT_EQ(model.next_deadline(), 4000);
  model.feed(client, "PING\r\n", 2000);
  model.time_out(4000);
  EXPECT_EQ(model.take_stirred(), std::vector{silent});
  EXPECT_TRUE(model.wants_close(silent) && model.was_killed(silent));
  EXPECT_EQ(model.next_deadline(), 5000);
  model.time_out(5000);
  EXPECT_EQ(model.take_stirred(), std::vector{client});
  EXPECT_EQ(model.next_deadline(), never);
  EXPECT_FALSE(model.wants_close(waiting));
  // Who has been answered begins to be idle then.
  const ConnectionId other = model.connect();
  model.feed(other, "RPUSH list x\r\n", 9000);
  model.time_out(9500);
  EXPECT_FALSE(model.wants_close(waiting));
  EXPECT_EQ(model.next_deadline(), 12000);
}

TEST(ConfigurationOfAHostWithoutFiles, keeps_what_clients_say_of_them) {
  Server model({.host_keeps_files = false});
  const ConnectionId client = model.connect();
  const auto ask = [&](const Words& words) {
    model.feed(client, resp_request(words), 0);
    return model.take_output(client);
  };
  EXPECT_EQ(ask({"CONFIG", "SET", "appendonly", "yes", "appendfsync", "always"}), "+OK\r\n");
  EXPECT_EQ(ask({"CONFIG", "GET", "appendfsync"}), "*2\r\n$11\r\nappendfsync\r\n$6\r\nalways\r\n");
  EXPECT_EQ(ask({"CONFIG", "SET", "appendfsync", "everysec"}), "+OK\r\n");
}

TEST_F(Configuration, takes_the_policies_of_redis) {
  for (const std::string policy : {"allkeys-lru", "VOLATILE-LFU", "volatile-ttl", "noeviction",
                                   "allkeys-random", "volatile-random", "lru", ""}) {
    compare({"CONFIG", "SET", "maxmemory-policy", policy});
    compare({"CONFIG", "GET", "maxmemory-policy"});
  }
}

TEST_F(Configuration, changes_all_or_nothing) {
  compare({"CONFIG", "SET", "maxmemory-samples", "7", "hz", "x"});
  compare({"CONFIG", "SET", "maxmemory-samples", "7", "nope", "x"});
  compare({"CONFIG", "SET", "hz", "x", "nope", "x"});
  compare({"CONFIG", "SET", "databases", "3", "nope", "x"});
  compare({"CONFIG", "SET", "dir", "/tmp", "databases", "3"});
  compare({"CONFIG", "SET", "maxmemory-samples", "7", "MAXMEMORY-SAMPLES", "8"});
  compare({"CONFIG", "GET", "maxmemory-samples"});
  compare({"CONFIG", "SET", "maxmemory-samples", "7", "min-slaves-max-lag", "8"});
  compare({"CONFIG", "GET", "maxmemory-samples"});
  compare({"CONFIG", "GET", "min-replicas-max-lag"});
}

TEST_F(Configuration, has_the_other_commands_of_redis) {
  compare({"CONFIG", "RESETSTAT"});
  compare({"CONFIG", "RESETSTAT", "x"});
  compare({"CONFIG", "REWRITE"});
  compare({"CONFIG", "nosuch"});
  compare({"CONFIG"});
}

}  // namespace
}  // namespace rollcall::sim::redis
