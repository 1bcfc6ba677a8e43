// What makes room, what is refused without it, and how the memory is counted.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

class Eviction : public testing::Test {
 protected:
  std::string ask(const std::vector<std::string>& words) {
    server.feed(client, resp_request(words), now);
    return server.take_output(client);
  }
  std::uint64_t number_in_info(const std::string& field) {
    const std::string text = ask({"INFO"});
    return std::stoull(text.substr(text.find("\n" + field + ":") + field.size() + 2));
  }
  bool exists(const std::string& key) { return ask({"EXISTS", key}) == ":1\r\n"; }
  // As much memory as is used now, and no more.
  void close_the_door(const std::string& policy) {
    const std::string used = std::to_string(number_in_info("used_memory"));
    EXPECT_EQ(ask({"CONFIG", "SET", "maxmemory", used, "maxmemory-policy", policy}), "+OK\r\n");
  }

  Server server{{.persistence = Persistence::aof_always}};
  ConnectionId client = server.connect();
  UnixMs now = start_ms;
};

constexpr std::string_view refused = "-OOM command not allowed when used memory > 'maxmemory'.\r\n";

TEST_F(Eviction, never_happens_without_a_policy_and_only_growth_is_refused) {
  ask({"SET", "a", "1"});
  ask({"CONFIG", "SET", "maxmemory", "1"});
  EXPECT_EQ(ask({"SET", "b", "1"}), refused);
  EXPECT_EQ(ask({"GET", "a"}), "$1\r\n1\r\n");
  EXPECT_EQ(ask({"DEL", "a"}), ":1\r\n");
}

TEST_F(Eviction, takes_keys_that_expire_first_of_all_the_lock_and_then_refuses) {
  for (int i = 0; i < 300; ++i) ask({"SET", "user" + std::to_string(i), std::string(100, 'x')});
  ask({"SET", "lock", "me", "PX", "30000"});
  close_the_door("volatile-lru");
  ask({"SET", "one more", "x"});
  EXPECT_EQ(ask({"SET", "another", "x"}), refused);
  EXPECT_FALSE(exists("lock"));
  EXPECT_EQ(number_in_info("evicted_keys"), 1U);
  EXPECT_EQ(ask({"DBSIZE"}), ":301\r\n");
}

TEST_F(Eviction, takes_the_nearest_expiry_where_the_policy_says_so) {
  ask({"SET", "late", "x", "PX", "90000"});
  ask({"SET", "soon", "x", "PX", "30000"});
  ask({"SET", "never", "x"});
  ask({"CONFIG", "SET", "maxmemory-samples", "64"});
  close_the_door("volatile-ttl");
  ask({"APPEND", "never", "x"});
  ask({"PING"});
  EXPECT_FALSE(exists("soon"));
  EXPECT_TRUE(exists("late"));
}

TEST_F(Eviction, spares_what_was_asked_for_lately) {
  ask({"CONFIG", "SET", "maxmemory", "100mb", "maxmemory-samples", "10"});
  for (int i = 0; i < 100; ++i) ask({"SET", std::to_string(i), std::string(100, 'x')});
  now += 60'000;
  for (int i = 50; i < 100; ++i) ask({"GET", std::to_string(i)});
  close_the_door("allkeys-lru");
  for (int i = 100; i < 140; ++i) ask({"SET", std::to_string(i), std::string(100, 'x')});
  int survivors = 0;
  for (int i = 50; i < 100; ++i) survivors += exists(std::to_string(i)) ? 1 : 0;
  EXPECT_GE(survivors, 40);
}

TEST_F(Eviction, spares_what_was_asked_for_often) {
  ask({"CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lfu"});
  ask({"CONFIG", "SET", "maxmemory-samples", "10"});
  for (int i = 0; i < 100; ++i) ask({"SET", std::to_string(i), std::string(100, 'x')});
  for (int i = 0; i < 100; ++i) ask({"GET", "7"});
  now += 1000;
  for (int i = 0; i < 100; ++i) ask({"STRLEN", "8"});
  close_the_door("allkeys-lfu");
  for (int i = 100; i < 160; ++i) ask({"SET", std::to_string(i), std::string(100, 'x')});
  EXPECT_TRUE(exists("7"));
  EXPECT_TRUE(exists("8"));
}

TEST_F(Eviction, reaches_the_file_as_single_deletions_and_breaks_watches) {
  ask({"SET", "a", "1"});
  ask({"WATCH", "a"});
  const ConnectionId other = server.connect();
  static_cast<void>(server.take_aof());
  server.feed(other, resp_request({"CONFIG", "SET", "maxmemory", "1"}), now);
  server.feed(other, resp_request({"CONFIG", "SET", "maxmemory-policy", "allkeys-random"}), now);
  server.feed(other, resp_request({"PING"}), now);
  EXPECT_EQ(server.take_aof(), resp_request({"DEL", "a"}));
  ask({"CONFIG", "SET", "maxmemory", "0"});
  ask({"MULTI"});
  EXPECT_EQ(ask({"EXEC"}), "*-1\r\n");
}

TEST(EvictionOrder, is_the_same_every_time) {
  const auto survivors = [] {
    Server server({.maxmemory = 905'000, .maxmemory_policy = EvictionPolicy::allkeys_random});
    const ConnectionId client = server.connect();
    for (int i = 0; i < 200; ++i) {
      server.feed(client, resp_request({"SET", std::to_string(i), std::string(50, 'x')}), start_ms);
    }
    return server.snapshot();
  };
  EXPECT_EQ(survivors(), survivors());
}

TEST_F(Eviction, of_all_keys_but_the_last_takes_time_in_proportion) {
  ask({"CONFIG", "SET", "maxmemory", "1gb", "maxmemory-policy", "allkeys-lru"});
  for (int i = 0; i < 20'000; ++i) ask({"SET", std::to_string(i), "value"});
  ask({"CONFIG", "SET", "maxmemory", "1"});
  ask({"PING"});
  EXPECT_EQ(ask({"DBSIZE"}), ":0\r\n");
  EXPECT_EQ(number_in_info("evicted_keys"), 20'000U);
}

// What is counted change by change is what counting all at once yields.
RC_GTEST_PROP(MemoryCount, follows_every_change, ()) {
  Server server({.maxmemory = std::int64_t{1} << 40});
  const ConnectionId client = server.connect();
  const std::vector<const RequestFamily*> families = request_families();
  UnixMs now = start_ms;
  const auto ask = [&](const std::vector<std::string>& words) {
    server.feed(client, resp_request(words), now);
    return server.take_output(client);
  };
  for (int step = 0; step < 40 && !server.is_waiting(client); ++step) {
    for (const Words& words : *any_requests(**rc::gen::elementOf(families))) ask(words);
    now += *rc::gen::element<UnixMs>(0, 0, 1000, 7'200'000);
  }
  if (server.is_waiting(client) || server.wants_close(client)) return;
  ask({"RESET"});
  const auto used = [&] {
    const std::string text = ask({"INFO", "memory"});
    return text.substr(text.find("used_memory:"), 20);
  };
  const std::string counted = used();
  ask({"CONFIG", "SET", "maxmemory", "0"});
  RC_ASSERT(counted == used());
}

}  // namespace
}  // namespace rollcall::sim::redis
