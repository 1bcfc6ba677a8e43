// Claims on the server as its host and its clients see it: connections, time, order.
#include "sim/redis/server.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "sim/redis/fidelity/random_requests.h"
#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server_host.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs start_ms = 1'700'000'000'000;

class RedisServer : public testing::Test {
 protected:
  std::string ask(const std::vector<std::string>& words) {
    server.feed(client, resp_request(words), now);
    return server.take_output(client);
  }

  Server server{{.persistence = Persistence::aof_always}};
  ConnectionId client = server.connect();
  UnixMs now = start_ms;
};

TEST_F(RedisServer, keeps_a_key_up_to_and_including_the_millisecond_of_its_expiry) {
  ask({"SET", "k", "v", "PX", "100"});
  now += 100;
  EXPECT_EQ(ask({"GET", "k"}), "$1\r\nv\r\n");
  now += 1;
  EXPECT_EQ(ask({"GET", "k"}), "$-1\r\n");
}

TEST_F(RedisServer, counts_an_expired_key_until_somebody_asks_for_it) {
  ask({"SET", "k", "v", "PX", "100"});
  now += 101;
  EXPECT_EQ(ask({"DBSIZE"}), ":1\r\n");
  EXPECT_EQ(ask({"GET", "k"}), "$-1\r\n");
  EXPECT_EQ(ask({"DBSIZE"}), ":0\r\n");
}

TEST_F(RedisServer, drops_the_expiry_at_set_and_keeps_it_at_keepttl_hset_and_rename) {
  ask({"SET", "a", "v", "PX", "100"});
  ask({"SET", "a", "v"});
  EXPECT_EQ(ask({"PTTL", "a"}), ":-1\r\n");
  ask({"SET", "b", "v", "PX", "100"});
  ask({"SET", "b", "w", "KEEPTTL"});
  ask({"RENAME", "b", "c"});
  EXPECT_EQ(ask({"PTTL", "c"}), ":100\r\n");
  ask({"HSET", "h", "f", "1"});
  ask({"PEXPIRE", "h", "100"});
  ask({"HSET", "h", "f", "2"});
  EXPECT_EQ(ask({"PTTL", "h"}), ":100\r\n");
}

TEST_F(RedisServer, counts_from_one_again_after_the_counter_has_expired) {
  ask({"SET", "n", "41", "PX", "100"});
  now += 101;
  EXPECT_EQ(ask({"INCR", "n"}), ":1\r\n");
  EXPECT_EQ(ask({"PTTL", "n"}), ":-1\r\n");
}

TEST_F(RedisServer, loses_locks_at_once_when_its_clock_jumps_ahead) {
  ask({"SET", "lock", "a", "NX", "PX", "30000"});
  now += 3'600'000;
  EXPECT_EQ(ask({"SET", "lock", "b", "NX", "PX", "30000"}), "+OK\r\n");
}

TEST_F(RedisServer, finds_expired_keys_by_itself_in_its_active_cycle) {
  for (int i = 0; i < 100; ++i) ask({"SET", std::to_string(i), "v", "PX", "100"});
  ask({"SET", "stays", "v"});
  server.active_expire(now + 100);
  EXPECT_EQ(ask({"DBSIZE"}), ":101\r\n");
  for (int cycle = 0; cycle < 10; ++cycle) server.active_expire(now + 101);
  EXPECT_EQ(ask({"DBSIZE"}), ":1\r\n");
}

TEST_F(RedisServer, writes_each_active_deletion_to_the_file_on_its_own) {
  ask({"SET", "a", "v", "PX", "100"});
  ask({"SET", "b", "v", "PX", "100"});
  static_cast<void>(server.take_aof());
  server.active_expire(now + 101);
  EXPECT_EQ(server.take_aof(), resp_request({"DEL", "b"}) + resp_request({"DEL", "a"}));
}

TEST_F(RedisServer, aborts_exec_when_a_watched_key_has_merely_expired) {
  ask({"SET", "k", "v", "PX", "100"});
  ask({"WATCH", "k"});
  now += 101;
  ask({"MULTI"});
  ask({"SET", "other", "1"});
  EXPECT_EQ(ask({"EXEC"}), "*-1\r\n");
}

TEST_F(RedisServer, aborts_exec_when_another_client_touched_a_watched_key) {
  const ConnectionId rival = server.connect();
  ask({"WATCH", "k"});
  server.feed(rival, resp_request({"SET", "k", "theirs"}), now);
  ask({"MULTI"});
  ask({"SET", "k", "mine"});
  EXPECT_EQ(ask({"EXEC"}), "*-1\r\n");
  EXPECT_EQ(ask({"GET", "k"}), "$6\r\ntheirs\r\n");
}

TEST_F(RedisServer, applies_nothing_of_a_transaction_whose_client_left) {
  const ConnectionId leaver = server.connect();
  server.feed(leaver, resp_request({"WATCH", "k"}) + resp_request({"MULTI"}), now);
  server.feed(leaver, resp_request({"SET", "k", "v"}), now);
  server.disconnect(leaver);
  EXPECT_EQ(ask({"EXISTS", "k"}), ":0\r\n");
  EXPECT_EQ(ask({"SET", "k", "w"}), "+OK\r\n");
}

TEST_F(RedisServer, shows_scripts_and_transactions_one_instant) {
  EXPECT_EQ(ask({"EVAL",
                 "local a = redis.call('time') local b = redis.call('time') "
                 "return a[1] == b[1] and a[2] == b[2] and a[1]",
                 "0"}),
            "$10\r\n1700000000\r\n");
}

TEST_F(RedisServer, tells_its_host_what_ran) {
  server.receive(client, resp_request({"set", "user:1", "v"}) + resp_request({"MULTI"}) +
                             resp_request({"config", "get", "save"}) + resp_request({"EXEC"}) +
                             resp_request({"lpush", "user:1", "x"}) + resp_request({"nosuch"}));
  const auto set = server.run_next(client, now);
  ASSERT_TRUE(set);
  EXPECT_EQ(set->name, "SET");
  EXPECT_EQ(set->first_key, "user:1");
  EXPECT_FALSE(set->error);
  EXPECT_EQ(set->reply_bytes, 5U);
  server.run_next(client, now);
  const auto config = server.run_next(client, now);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->name, "CONFIG|GET");
  server.run_next(client, now);
  EXPECT_TRUE(server.run_next(client, now)->error);
  EXPECT_EQ(server.run_next(client, now)->name, "?");
  EXPECT_FALSE(server.run_next(client, now));
}

TEST_F(RedisServer, counts_again_from_resetstat_on) {
  ask({"CONFIG", "RESETSTAT"});
  EXPECT_NE(ask({"INFO", "stats"}).find("total_commands_processed:1\r\n"), std::string::npos);
}

TEST_F(RedisServer, tells_the_port_that_its_host_has) {
  Server other({.port = 7000});
  other.feed(other.connect(),
             resp_request({"INFO", "server"}) + resp_request({"CONFIG", "GET", "port"}), now);
  EXPECT_NE(other.take_output(ConnectionId{1}).find("tcp_port:7000\r\n"), std::string::npos);
}

TEST_F(RedisServer, tells_which_clients_are_never_evicted) {
  ask({"CLIENT", "NO-EVICT", "ON"});
  ask({"RESET"});
  EXPECT_NE(ask({"CLIENT", "LIST"}).find(" flags=e "), std::string::npos);
}

TEST_F(RedisServer, says_nothing_to_a_silent_client_that_has_waited) {
  ask({"CLIENT", "REPLY", "OFF"});
  EXPECT_EQ(ask({"BLPOP", "list", "0"}), "");
  server.feed(server.connect(), resp_request({"RPUSH", "list", "x"}), now);
  EXPECT_FALSE(server.is_waiting(client));
  EXPECT_EQ(server.take_output(client), "");
  EXPECT_EQ(ask({"CLIENT", "REPLY", "ON"}), "+OK\r\n");
}

TEST_F(RedisServer, names_no_key_where_a_command_has_come_without) {
  server.receive(client, "SUNSUBSCRIBE\r\n");
  const auto left = server.run_next(client, now);
  EXPECT_EQ(left->name, "SUNSUBSCRIBE");
  EXPECT_EQ(left->first_key, "");
}

TEST_F(RedisServer, names_the_first_key_of_a_script) {
  server.receive(client, resp_request({"EVAL", "return 1", "1", "k"}) +
                             resp_request({"EVAL", "return 1", "0", "k"}));
  EXPECT_EQ(server.run_next(client, now)->first_key, "k");
  EXPECT_EQ(server.run_next(client, now)->first_key, "");
}

TEST_F(RedisServer, takes_no_request_after_quit) {
  server.feed(client, "QUIT\r\nSET k v\r\n", now);
  EXPECT_TRUE(server.wants_close(client));
  EXPECT_EQ(server.take_output(client), "+OK\r\n");
  const ConnectionId other = server.connect();
  server.feed(other, "EXISTS k\r\n", now);
  EXPECT_EQ(server.take_output(other), ":0\r\n");
}

TEST_F(RedisServer, counts_changes_for_its_save_points) {
  ask({"HSET", "h", "a", "1", "b", "2"});
  ask({"GET", "h"});
  EXPECT_EQ(server.dirty() - server.dirty_saved(), 2U);
  server.note_saved(2, now);
  ask({"DEL", "h"});
  EXPECT_EQ(server.dirty() - server.dirty_saved(), 1U);
}

TEST_F(RedisServer, knows_when_it_has_saved_last) {
  Server model({.started_at_ms = start_ms});
  const ConnectionId asking = model.connect();
  const auto last = [&] {
    model.feed(asking, resp_request({"LASTSAVE"}), now + 9000);
    return model.take_output(asking);
  };
  EXPECT_EQ(last(), ":1700000000\r\n");
  model.note_saved(0, start_ms + 5999);
  EXPECT_EQ(last(), ":1700000005\r\n");
  model.feed(asking, resp_request({"SAVE"}), now + 7000);
  static_cast<void>(model.take_output(asking));
  EXPECT_EQ(last(), ":1700000007\r\n");
}

TEST_F(RedisServer, scans_every_key_that_stays_even_while_others_come_and_go) {
  for (int i = 0; i < 100; ++i) ask({"SET", "stays" + std::to_string(i), "v"});
  std::vector<bool> seen(100);
  std::string cursor = "0";
  int round = 0;
  do {
    const std::string answer = ask({"SCAN", cursor, "MATCH", "stays*", "COUNT", "7"});
    std::string_view rest = answer;
    const RespNode reply = take_resp(rest);
    cursor = reply.items[0].text;
    for (const RespNode& key : reply.items[1].items) {
      seen[static_cast<std::size_t>(std::stoi(key.text.substr(5)))] = true;
    }
    for (int i = 0; i < 40; ++i) ask({"SET", "comes" + std::to_string(40 * round + i), "v"});
    for (int i = 0; i < 40; ++i) ask({"DEL", "comes" + std::to_string(40 * round + i)});
    ASSERT_LT(++round, 100);
  } while (cursor != "0");
  EXPECT_EQ(std::vector<bool>(100, true), seen);
}

RC_GTEST_PROP(RedisServerInput, means_the_same_however_it_is_cut, ()) {
  std::string bytes;
  const std::vector<const RequestFamily*> families = request_families();
  for (int i = 0; i < 20; ++i) {
    for (const Words& words : *any_requests(**rc::gen::elementOf(families))) {
      if (!tells_of_input(words)) bytes += resp_request(words);
    }
  }
  if (*rc::gen::arbitrary<bool>()) bytes += "PING inline\r\n*1\r\n!oops\r\nPING\r\n";

  Server whole({});
  const ConnectionId one = whole.connect();
  whole.feed(one, bytes, start_ms);

  Server pieces({});
  const ConnectionId other = pieces.connect();
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto length = *rc::gen::inRange<std::size_t>(1, 40);
    pieces.feed(other, rest.substr(0, length), start_ms);
    rest.remove_prefix(std::min(length, rest.size()));
  }
  RC_ASSERT(whole.take_output(one) == pieces.take_output(other));
  RC_ASSERT(whole.snapshot() == pieces.snapshot());
  RC_ASSERT(whole.wants_close(one) == pieces.wants_close(other));
}

TEST_F(RedisServer, goes_on_without_one_that_leaves_while_the_script_of_another_runs) {
  struct Leaving : ServerHost {
    explicit Leaving(Server& busy) : server(busy) { server.set_host(*this); }
    bool save() override { return true; }
    std::optional<UnixMs> pause_script(std::uint64_t) override {
      if (!server.busy_connection()) return start_ms + 10'000;
      server.disconnect(leaver);
      return std::nullopt;
    }
    Server& server;
    ConnectionId runner = server.connect();
    ConnectionId leaver = server.connect();
  } host(server);
  server.feed(host.runner, resp_request({"BLPOP", "a", "0"}), now);
  server.feed(host.leaver, resp_request({"BLPOP", "b", "0"}), now);
  server.feed(host.runner, resp_request({"EVAL", "while true do end", "0"}), now);
  ask({"EVAL", "redis.call('rpush', 'a', 1) redis.call('rpush', 'b', 1)", "0"});
  EXPECT_NE(server.take_output(host.runner).find("-ERR Script killed by user"), std::string::npos);
  EXPECT_EQ(ask({"PING"}), "+PONG\r\n");
}

TEST(DatabaseTest, AShortStringGivesBackTheRoomOfTheLongOneBeforeIt) {
  Database database;
  database.put("key", String(1'000'000, 'x'), no_expiry);
  database.put("key", String("short"), no_expiry);
  EXPECT_LT(std::get<String>(database.find("key")->value).capacity(), 100U);
}

}  // namespace
}  // namespace rollcall::sim::redis
