// Claims on messages that redis-server, asked by clients, does not show: whom the host has to wake,
// what goes to files and replicas, who is forgotten when. The differential tests compare the rest.
#include "sim/redis/pub_sub.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class RedisPubSub : public testing::Test {
 protected:
  void tell(ConnectionId who, const std::vector<std::string>& words) {
    server.feed(who, resp_request(words), now);
  }
  std::string ask(ConnectionId who, const std::vector<std::string>& words) {
    tell(who, words);
    return server.take_output(who);
  }
  void listen(ConnectionId who) { static_cast<void>(ask(who, {"SUBSCRIBE", "news"})); }

  Server server{{.persistence = Persistence::aof_always}};
  ConnectionId speaker = server.connect();
  ConnectionId listener = server.connect();
  UnixMs now = 1'700'000'000'000;
};

constexpr std::string_view message = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n";

TEST_F(RedisPubSub, wakes_the_host_of_an_idle_listener) {
  listen(listener);
  server.receive(speaker, resp_request({"PUBLISH", "news", "hi"}));
  static_cast<void>(server.run_next(speaker, now));
  EXPECT_EQ(server.take_stirred(), std::vector{listener});
  EXPECT_EQ(server.take_output(listener), message);
}

TEST_F(RedisPubSub, reaches_nobody_who_has_left_or_was_killed) {
  listen(listener);
  server.disconnect(listener);
  EXPECT_EQ(ask(speaker, {"PUBLISH", "news", "hi"}), ":0\r\n");
  const ConnectionId other = server.connect();
  listen(other);
  EXPECT_EQ(ask(speaker, {"CLIENT", "KILL", "TYPE", "pubsub"}), ":1\r\n");
  EXPECT_TRUE(server.was_killed(other));
  EXPECT_EQ(ask(speaker, {"PUBLISH", "news", "hi"}), ":0\r\n");
  EXPECT_FALSE(server.has_output(other));
}

TEST_F(RedisPubSub, is_in_no_file_but_is_sent_to_replicas) {
  const ConnectionId replica = server.connect();
  tell(replica, {"SYNC"});
  static_cast<void>(server.take_stirred());
  static_cast<void>(server.take_output(replica));
  tell(speaker, {"PUBLISH", "news", "hi"});
  tell(speaker, {"SPUBLISH", "news", "hi"});
  tell(speaker,
       {"EVAL", "redis.set_repl(redis.REPL_AOF) return redis.call('publish', 'a', 'b')", "0"});
  EXPECT_EQ(server.take_aof(), "");
  EXPECT_EQ(server.take_output(replica), resp_request({"SELECT", "0"}) +
                                             resp_request({"PUBLISH", "news", "hi"}) +
                                             resp_request({"SPUBLISH", "news", "hi"}));
}

TEST_F(RedisPubSub, is_not_silenced_with_the_replies) {
  tell(listener, {"HELLO", "3"});
  tell(listener, {"CLIENT", "REPLY", "OFF"});
  static_cast<void>(server.take_output(listener));
  EXPECT_EQ(ask(listener, {"SUBSCRIBE", "news"}), ">3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
  const std::string pushed = '>' + std::string(message.substr(1));
  EXPECT_EQ(ask(listener, {"PUBLISH", "news", "hi"}), pushed);
  tell(listener, {"MULTI"});
  tell(listener, {"PUBLISH", "news", "hi"});
  tell(listener, {"PING"});
  EXPECT_EQ(ask(listener, {"EXEC"}), pushed);
  tell(speaker, {"PUBLISH", "news", "hi"});
  EXPECT_EQ(ask(listener, {"PING"}), pushed);
}

TEST_F(RedisPubSub, keeps_listeners_however_long_they_are_idle) {
  tell(speaker, {"CONFIG", "SET", "timeout", "1"});
  listen(listener);
  now += 10'000;
  EXPECT_EQ(server.next_deadline(), now - 8000) << "of the speaker";
  server.time_out(now);
  EXPECT_TRUE(server.was_killed(speaker));
  EXPECT_FALSE(server.was_killed(listener));
}

TEST_F(RedisPubSub, tells_the_host_what_type_a_client_is_of) {
  EXPECT_EQ(server.client_type(listener), ClientType::normal);
  listen(listener);
  EXPECT_EQ(server.client_type(listener), ClientType::pub_sub);
  tell(listener, {"UNSUBSCRIBE"});
  EXPECT_EQ(server.client_type(listener), ClientType::normal);
}

TEST_F(RedisPubSub, wakes_those_who_hear_a_script_or_a_transaction) {
  listen(listener);
  tell(speaker, {"EVAL", "return redis.call('publish', 'news', 'hi')", "0"});
  EXPECT_EQ(server.take_output(listener), message);
  for (const auto& words : std::initializer_list<std::vector<std::string>>{
           {"MULTI"}, {"PUBLISH", "news", "hi"}, {"EXEC"}}) {
    tell(speaker, words);
  }
  EXPECT_EQ(server.take_output(listener), message);
}

TEST_F(RedisPubSub, hangs_up_on_who_is_owed_too_much_while_a_script_still_speaks) {
  static_cast<void>(
      ask(speaker, {"CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000000 0 0"}));
  listen(listener);
  const std::string speech =
      "local n = 0 for i = 1, 100 do "
      "n = n + redis.call('publish', 'news', string.rep('x', 100000)) end return n";
  server.receive(speaker, resp_request({"EVAL", speech, "0"}));
  static_cast<void>(server.run_next(speaker, now));
  EXPECT_EQ(server.take_output(speaker), ":100\r\n") << "it is there until the host closes it";
  EXPECT_EQ(server.take_stirred(), std::vector{listener});
  EXPECT_TRUE(server.was_killed(listener) && server.wants_close(listener));
  EXPECT_FALSE(server.has_output(listener)) << "nothing is to be sent";
  EXPECT_LT(server.take_output(listener).size(), 1'200'000U) << "and no more is kept";
}

TEST_F(RedisPubSub, hangs_up_on_nobody_who_is_owed_no_more_than_the_hard_limit) {
  static_cast<void>(
      ask(speaker, {"CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000000 1 0"}));
  listen(listener);
  const std::string share(250'000, 'x');
  for (int i = 0; i < 4; ++i) tell(speaker, {"PUBLISH", "news", share});
  EXPECT_FALSE(server.was_killed(listener)) << "Redis keeps some of it outside its limit";
  EXPECT_GT(server.take_output(listener).size(), 1'000'000U);
  static_cast<void>(ask(speaker, {"CONFIG", "SET", "client-output-buffer-limit", "pubsub 0 0 0"}));
  for (int i = 0; i < 8; ++i) tell(speaker, {"PUBLISH", "news", share});
  EXPECT_FALSE(server.was_killed(listener));
}

TEST_F(RedisPubSub, names_a_listener_once_to_the_host_however_much_it_hears) {
  const ConnectionId other = server.connect();
  for (const ConnectionId who : {listener, other}) listen(who);
  server.receive(speaker,
                 resp_request({"PUBLISH", "news", "hi"}) + resp_request({"PUBLISH", "news", "hi"}));
  while (server.run_next(speaker, now)) {
  }
  EXPECT_EQ(server.take_stirred(), (std::vector{listener, other}));
  server.receive(speaker, resp_request({"PUBLISH", "news", "hi"}));
  static_cast<void>(server.run_next(speaker, now));
  EXPECT_EQ(server.take_stirred(), (std::vector{listener, other})) << "and again the next time";
}

TEST_F(RedisPubSub, hangs_up_on_who_says_too_much_to_itself) {
  static_cast<void>(
      ask(speaker, {"CONFIG", "SET", "client-output-buffer-limit", "pubsub 1000 0 0"}));
  tell(listener, {"HELLO", "3"});
  listen(listener);
  tell(listener, {"MULTI"});
  for (int i = 0; i < 3; ++i) tell(listener, {"PUBLISH", "news", std::string(20'000, 'x')});
  tell(listener, {"EXEC"});
  EXPECT_TRUE(server.was_killed(listener));
  EXPECT_FALSE(server.has_output(listener));
  tell(listener, {"SET", "a", "1"});
  EXPECT_EQ(ask(speaker, {"EXISTS", "a"}), ":0\r\n");
}

TEST_F(RedisPubSub, leaves_patterns_in_the_order_in_which_they_came) {
  for (const char* const pattern : {"c*", "a*", "d*", "b*"})
    tell(listener, {"PSUBSCRIBE", pattern});
  tell(listener, {"PSUBSCRIBE", "c*"});
  tell(listener, {"PUNSUBSCRIBE", "a*"});
  tell(listener, {"PSUBSCRIBE", "a*"});
  static_cast<void>(server.take_output(listener));
  const auto left = [](std::string_view pattern, std::string_view others) {
    return "*3\r\n$12\r\npunsubscribe\r\n$2\r\n" + std::string(pattern) +
           "\r\n:" + std::string(others) + "\r\n";
  };
  EXPECT_EQ(ask(listener, {"PUNSUBSCRIBE"}),
            left("c*", "3") + left("d*", "2") + left("b*", "1") + left("a*", "0"));
}

}  // namespace
}  // namespace rollcall::sim::redis
