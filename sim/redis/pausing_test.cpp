// Claims on pauses that depend on when their hosts look at the clock.
#include "sim/redis/pausing.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/server.h"

namespace rollcall::sim::redis {
namespace {

class RedisPause : public testing::Test {
 protected:
  std::string ask(ConnectionId who, const std::vector<std::string>& words) {
    server.feed(who, resp_request(words), now);
    return server.take_output(who);
  }
  // What the host does when the deadline has come.
  std::string later_reply(ConnectionId who) {
    server.time_out(now);
    server.feed(who, {}, now);
    return server.take_output(who);
  }

  Server server{{}};
  ConnectionId one = server.connect();
  ConnectionId other = server.connect();
  UnixMs now = 1'700'000'000'000;
};

TEST_F(RedisPause, puts_writes_off_until_its_time_is_over) {
  ask(one, {"CLIENT", "PAUSE", "100", "WRITE"});
  EXPECT_EQ(server.next_deadline(), now + 101);
  EXPECT_EQ(ask(other, {"SET", "k", "v"}), "");
  EXPECT_TRUE(server.is_waiting(other));
  EXPECT_EQ(ask(one, {"GET", "k"}), "$-1\r\n");
  now += 100;
  EXPECT_EQ(later_reply(other), "");
  now += 1;
  EXPECT_EQ(later_reply(other), "+OK\r\n");
  EXPECT_FALSE(server.is_waiting(other));
  EXPECT_EQ(ask(one, {"GET", "k"}), "$1\r\nv\r\n");
  EXPECT_EQ(server.next_deadline(), never);
}

TEST_F(RedisPause, puts_everything_off_even_the_end_of_the_pause) {
  ask(one, {"CLIENT", "PAUSE", "100"});
  EXPECT_EQ(ask(one, {"CLIENT", "UNPAUSE"}), "");
  EXPECT_EQ(ask(other, {"PING"}), "");
  now += 101;
  EXPECT_EQ(later_reply(other), "+PONG\r\n");
  EXPECT_EQ(server.take_output(one), "+OK\r\n");
}

TEST_F(RedisPause, is_made_longer_and_wider_by_another_never_less) {
  ask(one, {"CLIENT", "PAUSE", "100", "WRITE"});
  ask(one, {"CLIENT", "PAUSE", "10", "ALL"});
  EXPECT_EQ(ask(other, {"PING"}), "");
  now += 50;
  EXPECT_EQ(later_reply(other), "");
  now += 51;
  EXPECT_EQ(later_reply(other), "+PONG\r\n");
}

TEST_F(RedisPause, answers_in_the_order_in_which_it_was_asked_once_it_is_over) {
  ask(one, {"CLIENT", "PAUSE", "1000", "WRITE"});
  const ConnectionId third = server.connect();
  ask(third, {"RPUSH", "l", "first"});
  ask(other, {"RPUSH", "l", "second"});
  ask(other, {"PING"});
  EXPECT_EQ(ask(one, {"CLIENT", "UNPAUSE"}), "+OK\r\n");
  EXPECT_EQ(server.take_output(third), ":1\r\n");
  EXPECT_EQ(server.take_output(other), ":2\r\n+PONG\r\n");
}

TEST_F(RedisPause, forgets_who_leaves) {
  ask(one, {"CLIENT", "PAUSE", "1000", "WRITE"});
  ask(other, {"SET", "k", "v"});
  server.disconnect(other);
  EXPECT_EQ(ask(one, {"CLIENT", "UNPAUSE"}), "+OK\r\n");
  EXPECT_EQ(ask(one, {"GET", "k"}), "$-1\r\n");
}

TEST_F(RedisPause, keeps_what_expires_but_does_not_show_it) {
  ask(one, {"SET", "k", "v", "PX", "10"});
  ask(one, {"CLIENT", "PAUSE", "1000", "WRITE"});
  now += 11;
  server.active_expire(now);
  EXPECT_EQ(ask(one, {"GET", "k"}), "$-1\r\n");
  EXPECT_EQ(ask(one, {"DBSIZE"}), ":1\r\n");
  ask(one, {"CLIENT", "UNPAUSE"});
  server.active_expire(now);
  EXPECT_EQ(ask(one, {"DBSIZE"}), ":0\r\n");
}

}  // namespace
}  // namespace rollcall::sim::redis
