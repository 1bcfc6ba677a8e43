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

}  // namespace
}  // namespace rollcall::sim::redis
