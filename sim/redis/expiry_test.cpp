// When keys expire, as in redis-server: at times of any size, and while a script runs.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/compared_client.h"
#include "sim/redis/fidelity/differential.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"
#include "sim/redis/server_host.h"

namespace rollcall::sim::redis {
namespace {

const RealRedis& real() {
  static const RealRedis server(differential_options());
  return server;
}

void expect_same(const std::vector<Words>& commands) {
  std::vector<Step> steps;
  for (const Words& words : commands) steps.push_back({0, words});
  const auto difference = first_difference(real(), steps);
  EXPECT_FALSE(difference) << *difference;
}

TEST(Expiry, conditions_compare_as_in_redis) {
  expect_same({{"SET", "k", "v", "EX", "10000"},
               {"EXPIRE", "k", "20000", "GT"},
               {"EXPIRE", "k", "15000", "GT"},
               {"PEXPIRE", "k", "30000000", "XX", "GT"},
               {"PEXPIRE", "k", "20000000", "XX", "GT"},
               {"PERSIST", "k"},
               {"EXPIRE", "k", "30000", "GT"},
               {"EXPIRE", "k", "30000", "LT"},
               {"EXPIRE", "k", "40000", "XX", "LT"},
               {"TTL", "k"}});
}

TEST(Expiry, the_last_millisecond_of_all_is_a_time_like_any_other) {
  const std::string last = "9223372036854775807";
  std::vector<Words> commands{{"SET", "k", "v"}};
  for (const Words& sets : std::vector<Words>{{"PEXPIREAT", "k", last},
                                              {"SET", "k", "v", "PXAT", last},
                                              {"GETEX", "k", "PXAT", last}}) {
    commands.push_back(sets);
    for (const char* const asks : {"PTTL", "PEXPIRETIME", "TTL", "EXPIRETIME", "PERSIST", "PTTL"})
      commands.push_back({asks, "k"});
  }
  for (const std::string comparison : {"GT", "LT", "GT", "XX", "NX"})
    commands.push_back({"PEXPIREAT", "k", last, comparison});
  expect_same(commands);
  Server model({});
  const ConnectionId client = model.connect();
  model.feed(client, resp_request({"SET", "k", "v"}) + resp_request({"DUMP", "k"}), 0);
  const std::string replies = model.take_output(client);
  std::string_view rest = replies;
  static_cast<void>(take_resp(rest));
  const std::string payload = take_resp(rest).text;
  expect_same({{"SET", "k", "v"},
               {"RESTORE", "a", last, payload},
               {"RESTORE", "b", last, payload, "ABSTTL"},
               {"EXISTS", "a"},
               {"PEXPIRETIME", "b"},
               {"GETEX", "b", "PERSIST"},
               {"PTTL", "b"}});
}

struct GoingOnHost : ServerHost {
  bool save() override { return true; }
  std::optional<UnixMs> pause_script(std::uint64_t) override { return wall_clock(); }
};

// A script may wait for a clock. What had not expired when it began is there until its end.
TEST(Expiry, time_goes_on_in_a_script_but_its_keys_stay) {
  const std::string script =
      "local function now() local t = redis.call('time') return t[1] * 1000 + t[2] / 1000 end "
      "local began = now() "
      "redis.call('set', 'old', 'v', 'px', 100) "
      "repeat until now() > began + 200 "
      "redis.call('set', 'new', 'v', 'px', 10000) "
      "local id = redis.call('xadd', 'stream', '*', 'f', 'v') "
      "return {redis.call('pttl', 'old'), redis.call('get', 'old'), redis.call('exists', 'old'), "
      "redis.call('pexpiretime', 'new') > began + 10199, redis.call('pttl', 'new') > 9900, "
      "tonumber(string.match(id, '^%d+')) > began + 199}";
  GoingOnHost host;
  Server model({.persistence = Persistence::aof_always});
  model.set_host(host);
  Comparison comparison;
  const std::vector<Step> steps{{0, {"EVAL", script, "0"}}, {0, {"EXISTS", "old"}}};
  const auto difference =
      first_difference_between(real(), model, steps, comparison, [](std::size_t) {});
  EXPECT_FALSE(difference) << *difference;
}

}  // namespace
}  // namespace rollcall::sim::redis
