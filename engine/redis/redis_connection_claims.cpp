#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "engine/redis/redis_client.h"
#include "engine/redis/redis_client_claims.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

using Connection = RedisResult<std::unique_ptr<RedisConnection>>;

Connection open(Host& host, const RedisAddress& address) {
  return RedisConnection::open(host, address, host.now() + 10s);
}

RedisError expect_error(const auto& result, RedisError::Kind kind) {
  const RedisError error = result ? RedisError{.text = "no error at all"} : result.error();
  EXPECT_FALSE(result.has_value());
  EXPECT_EQ(to_string(error.kind), to_string(kind)) << error.text;
  return error;
}

void a_server_that_is_not_there_refuses(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisClient redis(host, {.endpoint = arm.refusing()}, 1);
    expect_error(redis.call({"GET", "k"}, host.now() + 10s), RedisError::Kind::refused);
    const auto results = redis.pipeline({{"GET", "k"}, {"GET", "k"}}, host.now() + 10s);
    ASSERT_EQ(results.size(), 2U);
    for (const auto& result : results) expect_error(result, RedisError::Kind::refused);
    expect_error(redis.eval(Script("s", "return 1"), {}, {}, host.now() + 10s),
                 RedisError::Kind::refused);
  });
}

void the_password_lets_in(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisAddress address = arm.guarded_server();
    for (const char* user : {"", "default"}) {
      address.username = user;
      const Connection connection = open(host, address);
      ASSERT_TRUE(connection.has_value()) << connection.error().text;
      const auto reply = (*connection)->call({"SET", "k", "v"}, host.now() + 10s);
      ASSERT_TRUE(reply.has_value()) << reply.error().text;
      EXPECT_TRUE(reply->is_ok());
    }
  });
}

void a_wrong_password_keeps_out_and_is_not_repeated(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisAddress address = arm.guarded_server();
    address.password = "wr0ng";
    const Connection connection = open(host, address);
    const RedisError error = expect_error(connection, RedisError::Kind::error_reply);
    EXPECT_EQ(error.code, "WRONGPASS");
    EXPECT_EQ(error.text.find("wr0ng"), std::string::npos);
  });
}

void without_the_password_nothing_is_served(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisClient redis(host, {.endpoint = arm.guarded_server().endpoint}, 1);
    const auto refusal = redis.call({"GET", "k"}, host.now() + 10s);
    EXPECT_EQ(expect_error(refusal, RedisError::Kind::error_reply).code, "NOAUTH");
  });
}

void databases_are_apart(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisAddress address = arm.server();
    RedisClient first(host, address, 1);
    address.database = 1;
    RedisClient second(host, address, 1);
    ASSERT_TRUE(first.call({"SET", "k", "v"}, host.now() + 10s).has_value());
    EXPECT_TRUE(second.call({"GET", "k"}, host.now() + 10s)->is_nil());
    EXPECT_EQ(first.call({"GET", "k"}, host.now() + 10s), RedisReply::bulk("v"));
  });
}

void a_silent_server_leaves_a_call_ambiguous_and_the_connection_broken(RedisArm& arm) {
  arm.run([&](Host& host) {
    const Connection connection = open(host, {.endpoint = arm.silent()});
    ASSERT_TRUE(connection.has_value());
    const MonotonicTime deadline = host.now() + 20ms;
    expect_error((*connection)->call({"INCR", "k"}, deadline), RedisError::Kind::ambiguous);
    EXPECT_GE(host.now(), deadline);
    EXPECT_LE(host.now(), deadline + arm.slack());
    EXPECT_FALSE((*connection)->usable());
    expect_error((*connection)->call({"INCR", "k"}, host.now() + 10s), RedisError::Kind::refused);
  });
}

void a_server_that_is_silent_at_the_door_refuses(RedisArm& arm) {
  arm.run([&](Host& host) {
    const RedisAddress address{.endpoint = arm.silent(), .password = "s3cret"};
    const auto connection = RedisConnection::open(host, address, host.now() + 20ms);
    const RedisError error = expect_error(connection, RedisError::Kind::refused);
    EXPECT_EQ(error.text.find("s3cret"), std::string::npos);
  });
}

void a_passed_deadline_sends_nothing(RedisArm& arm) {
  arm.run([&](Host& host) {
    const Connection connection = open(host, arm.server());
    ASSERT_TRUE(connection.has_value());
    expect_error((*connection)->call({"SET", "k", "v"}, host.now()), RedisError::Kind::refused);
    EXPECT_TRUE((*connection)->usable());
    const auto reply = (*connection)->call({"GET", "k"}, host.now() + 10s);
    ASSERT_TRUE(reply.has_value());
    EXPECT_TRUE(reply->is_nil());
  });
}

void a_killed_server_is_ambiguous_for_who_was_connected_and_refuses_the_next(RedisArm& arm) {
  arm.run([&](Host& host) {
    const Connection connection = open(host, arm.server());
    ASSERT_TRUE(connection.has_value());
    RedisClient redis(host, arm.server(), 1);
    ASSERT_TRUE(redis.call({"SET", "k", "v"}, host.now() + 10s).has_value());
    arm.kill_server();
    expect_error((*connection)->call({"INCR", "n"}, host.now() + 10s), RedisError::Kind::ambiguous);
    EXPECT_FALSE((*connection)->usable());
    host.sleep_for(5ms);  // until the news has arrived
    expect_error(redis.call({"INCR", "n"}, host.now() + 10s), RedisError::Kind::refused);
    expect_error(open(host, arm.server()), RedisError::Kind::refused);
  });
}

void a_full_pool_refuses_at_the_deadline(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisPool pool(host, arm.server(), 2);
    const auto first = pool.lease(host.now() + 10s);
    const auto second = pool.lease(host.now() + 10s);
    ASSERT_TRUE(first.has_value() && second.has_value());
    const MonotonicTime deadline = host.now() + 20ms;
    expect_error(pool.lease(deadline), RedisError::Kind::refused);
    EXPECT_GE(host.now(), deadline);
    EXPECT_LE(host.now(), deadline + arm.slack());
  });
}

/// Tasks that ask for the only connection, one surely after the other.
struct Queue {
  Host& host;
  RedisPool& pool;
  std::unique_ptr<Monitor> monitor;
  int asking = 0;
  std::vector<int> served{};

  std::unique_ptr<Task> join(int number) {
    auto task = host.spawn("waiter", [this, number] {
      {
        const Guard guard(*monitor);
        asking = number;
        monitor->notify_all();
      }
      const auto lease = pool.lease(host.now() + 10s);
      EXPECT_TRUE(lease.has_value());
      const Guard guard(*monitor);
      served.push_back(number);
    });
    {
      const Guard guard(*monitor);
      while (asking != number) monitor->wait_until(host.now() + 1s);
    }
    host.sleep_for(10ms);
    return task;
  }
};

void a_pool_serves_who_waited_longest(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisPool pool(host, arm.server(), 1);
    Queue queue{.host = host, .pool = pool, .monitor = host.make_monitor()};
    std::vector<std::unique_ptr<Task>> tasks;
    {
      const auto lease = pool.lease(host.now() + 10s);
      ASSERT_TRUE(lease.has_value());
      for (int number = 1; number <= 5; ++number) tasks.push_back(queue.join(number));
    }
    tasks.clear();
    EXPECT_EQ(queue.served, (std::vector<int>{1, 2, 3, 4, 5}));
  });
}

void a_broken_connection_makes_room_for_another(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisClient redis(host, arm.server(), 1);
    const std::vector<Command> open_transaction{{"MULTI"}};
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(redis.pipeline(open_transaction, host.now() + 10s).front().has_value());
    }
    EXPECT_TRUE(redis.call({"GET", "k"}, host.now() + 10s).has_value());
  });
}

void tasks_that_share_a_client_get_their_own_replies(RedisArm& arm) {
  arm.run([&](Host& host) {
    RedisClient redis(host, arm.server(), 3);
    const auto monitor = host.make_monitor();
    std::multiset<std::int64_t> counts;
    std::vector<std::unique_ptr<Task>> tasks;
    tasks.reserve(10);
    for (int task = 0; task < 10; ++task) {
      tasks.push_back(host.spawn("caller", [&, own = std::to_string(task)] {
        for (int i = 0; i < 20; ++i) {
          const auto results =
              redis.pipeline({{"SET", own, own}, {"GET", own}, {"INCR", "n"}}, host.now() + 10s);
          ASSERT_TRUE(results[2].has_value()) << results[2].error().text;
          EXPECT_EQ(results[1], RedisReply::bulk(own));
          const Guard guard(*monitor);
          counts.insert(results[2]->integer);
        }
      }));
    }
    tasks.clear();
    std::multiset<std::int64_t> expected;
    for (std::int64_t n = 1; n <= 200; ++n) expected.insert(n);
    EXPECT_EQ(counts, expected);
  });
}

constexpr RedisClaim claims[] = {
    {"AServerThatIsNotThereRefuses", a_server_that_is_not_there_refuses},
    {"ThePasswordLetsIn", the_password_lets_in},
    {"AWrongPasswordKeepsOutAndIsNotRepeated", a_wrong_password_keeps_out_and_is_not_repeated},
    {"WithoutThePasswordNothingIsServed", without_the_password_nothing_is_served},
    {"DatabasesAreApart", databases_are_apart},
    {"ASilentServerLeavesACallAmbiguousAndTheConnectionBroken",
     a_silent_server_leaves_a_call_ambiguous_and_the_connection_broken},
    {"AServerThatIsSilentAtTheDoorRefuses", a_server_that_is_silent_at_the_door_refuses},
    {"APassedDeadlineSendsNothing", a_passed_deadline_sends_nothing},
    {"AKilledServerIsAmbiguousForWhoWasConnectedAndRefusesTheNext",
     a_killed_server_is_ambiguous_for_who_was_connected_and_refuses_the_next},
    {"AFullPoolRefusesAtTheDeadline", a_full_pool_refuses_at_the_deadline},
    {"APoolServesWhoWaitedLongest", a_pool_serves_who_waited_longest},
    {"ABrokenConnectionMakesRoomForAnother", a_broken_connection_makes_room_for_another},
    {"TasksThatShareAClientGetTheirOwnReplies", tasks_that_share_a_client_get_their_own_replies},
};

}  // namespace

std::span<const RedisClaim> redis_connection_claims() { return claims; }

}  // namespace rollcall
