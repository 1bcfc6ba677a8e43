// OBJECT, DEBUG and functions where random tests do not reach: time that passes, policies,
// restarts.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/server.h"
#include "sim/redis/server_host.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start = 1'700'000'000'000;

class Debugging : public testing::Test {
 protected:
  std::string ask(const std::vector<std::string>& words) {
    server.feed(client, resp_request(words), now);
    return server.take_output(client);
  }

  Server server{{.persistence = Persistence::rdb}};
  ConnectionId client = server.connect();
  UnixMs now = start;
};

TEST_F(Debugging, a_key_is_idle_since_somebody_has_used_it_not_since_somebody_asked_about_it) {
  ask({"SET", "key", "value"});
  ask({"RPUSH", "list", "a"});
  now += 3000;
  for (const std::string asks : {"TYPE", "TTL", "PTTL", "EXISTS"}) ask({asks, "key"});
  ask({"OBJECT", "ENCODING", "key"});
  EXPECT_EQ(ask({"OBJECT", "IDLETIME", "key"}), ":3\r\n");
  EXPECT_EQ(ask({"OBJECT", "IDLETIME", "list"}), ":3\r\n");
  ask({"TOUCH", "key"});
  EXPECT_EQ(ask({"OBJECT", "IDLETIME", "key"}), ":0\r\n");
  ask({"RENAME", "list", "other"});
  EXPECT_EQ(ask({"OBJECT", "IDLETIME", "other"}), ":0\r\n");
}

TEST_F(Debugging, tells_how_often_a_key_is_used_while_eviction_goes_by_that) {
  ask({"SET", "key", "value"});
  EXPECT_EQ(ask({"OBJECT", "FREQ", "key"}).substr(0, 4), "-ERR");
  ask({"CONFIG", "SET", "maxmemory-policy", "allkeys-lfu"});
  ask({"GET", "key"});
  EXPECT_EQ(ask({"OBJECT", "FREQ", "key"}), ":6\r\n");
  EXPECT_EQ(ask({"OBJECT", "IDLETIME", "key"}).substr(0, 4), "-ERR");
  now += 120'000;
  EXPECT_EQ(ask({"OBJECT", "FREQ", "key"}), ":4\r\n");
}

TEST_F(Debugging, small_integers_are_shared_unless_eviction_goes_by_their_use) {
  ask({"SET", "key", "7"});
  EXPECT_EQ(ask({"OBJECT", "REFCOUNT", "key"}), ":2147483647\r\n");
  ask({"CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lru"});
  EXPECT_EQ(ask({"OBJECT", "REFCOUNT", "key"}), ":1\r\n");
}

TEST_F(Debugging, keys_stay_past_their_time_where_they_do_not_expire_actively) {
  ask({"DEBUG", "SET-ACTIVE-EXPIRE", "0"});
  ask({"SET", "key", "value", "PX", "10"});
  now += 20;
  server.active_expire(now);
  EXPECT_EQ(ask({"DBSIZE"}), ":1\r\n");
  ask({"DEBUG", "SET-ACTIVE-EXPIRE", "1"});
  server.active_expire(now);
  EXPECT_EQ(ask({"DBSIZE"}), ":0\r\n");
}

TEST_F(Debugging, populates_a_database) {
  ask({"SET", "key:1", "held"});
  EXPECT_EQ(ask({"DEBUG", "POPULATE", "3"}), "+OK\r\n");
  EXPECT_EQ(ask({"DEBUG", "POPULATE", "1", "p", "9"}), "+OK\r\n");
  EXPECT_EQ(ask({"MGET", "key:0", "key:1", "key:2", "p:0"}),
            "*4\r\n$7\r\nvalue:0\r\n$4\r\nheld\r\n$7\r\nvalue:2\r\n$9\r\nvalue:0" +
                std::string(2, '\0') + "\r\n");
}

TEST_F(Debugging, a_reload_forgets_what_has_expired_and_lets_containers_be_compact_again) {
  ask({"SADD", "set", "1", "a"});
  ask({"SREM", "set", "a"});
  ask({"SET", "key", "value", "PX", "10"});
  EXPECT_EQ(ask({"OBJECT", "ENCODING", "set"}), "$9\r\nhashtable\r\n");
  now += 20;
  EXPECT_EQ(ask({"DEBUG", "RELOAD"}), "+OK\r\n");
  EXPECT_EQ(ask({"OBJECT", "ENCODING", "set"}), "$6\r\nintset\r\n");
  EXPECT_EQ(ask({"DBSIZE"}), ":1\r\n");
}

TEST_F(Debugging, functions_come_back_from_a_snapshot) {
  ask({"FUNCTION", "LOAD",
       "#!lua name=lib\nredis.register_function('double', function(keys, args) "
       "return 2 * args[1] end)"});
  EXPECT_EQ(ask({"FCALL", "double", "0", "21"}), ":42\r\n");
  EXPECT_EQ(ask({"DEBUG", "RELOAD"}), "+OK\r\n");
  EXPECT_EQ(ask({"FCALL", "double", "0", "21"}), ":42\r\n");

  Server reloaded({.persistence = Persistence::rdb});
  ASSERT_TRUE(reloaded.load_snapshot(server.snapshot(), now));
  const ConnectionId other = reloaded.connect();
  reloaded.feed(other, resp_request({"FCALL", "double", "0", "4"}), now);
  EXPECT_EQ(reloaded.take_output(other), ":8\r\n");
}

TEST_F(Debugging, the_host_learns_that_a_client_wants_a_snapshot) {
  struct Host : ServerHost {
    bool save() override { return ++saves != 2; }
    std::optional<UnixMs> pause_script(std::uint64_t) override { return start; }
    int saves = 0;
  } host;
  server.set_host(host);
  EXPECT_FALSE(server.take_snapshot_request());
  const std::string saving = "-ERR Background save already in progress\r\n";
  EXPECT_EQ(ask({"BGSAVE"}), "+Background saving started\r\n");
  EXPECT_EQ(ask({"BGSAVE", "SCHEDULE"}), saving);
  EXPECT_EQ(ask({"SAVE"}), saving);
  EXPECT_TRUE(server.take_snapshot_request());
  EXPECT_FALSE(server.take_snapshot_request());
  server.set_conditions({.saving = true});
  EXPECT_EQ(ask({"SAVE"}), saving);
  server.set_conditions({});
  EXPECT_EQ(ask({"SAVE"}), "+OK\r\n");
  EXPECT_EQ(ask({"SAVE"}), "-ERR\r\n");
  EXPECT_EQ(host.saves, 2);
  ask({"MULTI"});
  EXPECT_EQ(ask({"SAVE"}), "-ERR Command not allowed inside a transaction\r\n");
}

TEST_F(Debugging, counts_calls_refusals_and_errors) {
  ask({"CONFIG", "RESETSTAT"});
  ask({"RPUSH", "list", "a"});
  ask({"GET", "list"});
  ask({"GET"});
  ask({"NOSUCH"});
  ask({"EVAL", "return redis.call('get', 'list')", "0"});
  ask({"EVAL", "return redis.call('get')", "0"});
  const std::string text = ask({"INFO", "commandstats", "errorstats", "stats"});
  const auto expect = [&](const std::string& line) {
    EXPECT_NE(text.find("\r\n" + line + "\r\n"), std::string::npos) << line << " in\n" << text;
  };
  expect("cmdstat_get:calls=2,usec=0,usec_per_call=0.00,rejected_calls=2,failed_calls=2");
  expect("cmdstat_eval:calls=2,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=2");
  expect("errorstat_ERR:count=3");
  expect("errorstat_WRONGTYPE:count=2");
  expect("total_error_replies:5");
}

TEST_F(Debugging, counts_a_call_that_had_to_wait_once) {
  const ConnectionId waiting = server.connect();
  const auto wait = [&](const std::vector<std::string>& words) {
    server.feed(waiting, resp_request(words), now);
    EXPECT_TRUE(server.is_waiting(waiting));
  };
  wait({"BLPOP", "list", "0"});
  ask({"RPUSH", "list", "a"});
  ask({"XGROUP", "CREATE", "s", "g", "$", "MKSTREAM"});
  wait({"XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">"});
  ask({"XGROUP", "DESTROY", "s", "g"});
  const std::string text = ask({"INFO", "commandstats", "errorstats"});
  for (const std::string line :
       {"cmdstat_blpop:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=0",
        "cmdstat_xreadgroup:calls=1,usec=0,usec_per_call=0.00,rejected_calls=0,failed_calls=1",
        "errorstat_NOGROUP:count=1"}) {
    EXPECT_NE(text.find("\r\n" + line + "\r\n"), std::string::npos) << line << " in\n" << text;
  }
}

TEST_F(Debugging, counts_what_redis_frees_in_the_background) {
  std::vector<std::string> members{"SADD", "large"};
  for (int i = 0; i < 65; ++i) members.push_back("m" + std::to_string(i));
  const auto freed = [&] {
    const std::string text = ask({"INFO", "memory"});
    EXPECT_NE(text.find("lazyfree_pending_objects:0\r\n"), std::string::npos);
    const std::string name = "lazyfreed_objects:";
    return text.substr(text.find(name) + name.size(), 1);
  };
  ask(members);
  ask({"SADD", "small", "a"});
  ask({"UNLINK", "large", "small"});
  EXPECT_EQ(freed(), "1");
  ask(members);
  ask({"DEL", "large"});
  EXPECT_EQ(freed(), "1");
  ask({"MSET", "a", "1", "b", "2"});
  ask({"FLUSHALL", "ASYNC"});
  EXPECT_EQ(freed(), "3");
}

TEST_F(Debugging, a_client_sees_its_own_request_in_the_query_buffer) {
  EXPECT_NE(ask({"client", "list"}).find(" qbuf=26 "), std::string::npos);
  const ConnectionId other = server.connect();
  server.feed(other, "CLIENT INFO\r\n", now);
  EXPECT_NE(server.take_output(other).find(" qbuf=13 "), std::string::npos);
  const std::string text = ask({"CLIENT", "LIST", "ID", "2"});
  EXPECT_NE(text.find(" qbuf=0 "), std::string::npos) << text;
}

}  // namespace
}  // namespace rollcall::sim::redis
