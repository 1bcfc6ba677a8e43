// One world is a function of its settings, whatever ran before it in the same OS process.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/redis/redis_client.h"
#include "sim/disk/plain_file.h"
#include "sim/redis_process.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

constexpr Latency latency{.client_message = {100us, 2ms},
                          .redis_message = {50us, 500us},
                          .redis_command = {5us, 20us},
                          .disk_read = {1us, 5us},
                          .disk_write = {1us, 5us},
                          .disk_sync = {1ms, 3ms}};

struct Ending {
  std::uint64_t hash = 0;
  std::uint64_t events = 0;
  std::uint64_t recomputed = 0;
  bool operator==(const Ending&) const = default;
};

/// Two app processes with three clients each, which share a file and a Redis.
class BusyWorld {
 public:
  BusyWorld(std::uint64_t seed, bool keep_events)
      : world_({.seed = seed, .latency = latency, .keep_events = keep_events}),
        box_(world_.add_machine("box")),
        redis_machine_(world_.add_machine("redis")) {
    const RedisOptions options{.persistence = redis::Persistence::aof_everysec};
    world_.start(world_.add_process(redis_machine_, "redis", redis_program(world_, options)));
    for (const char* name : {"app1", "app2"}) {
      world_.start(world_.add_process(box_, name, [this](Host& host) { app(host); }));
    }
  }

  void crash_often() {
    for (int i = 1; i <= 8; ++i) {
      const MonotonicTime when(i * 9ms);
      world_.at(when, 1, [this] { world_.kill(*world_.find_process("app1")); });
      world_.at(when + 1ms, 1, [this] { world_.start(*world_.find_process("app1")); });
      world_.at(when + 2ms, 2, [this] { world_.pause(*world_.find_process("app2"), 3ms); });
    }
    world_.at(MonotonicTime(30ms), 3, [this] { world_.lose_power(redis_machine_); });
    world_.at(MonotonicTime(35ms), 4, [this] {
      world_.restore_power(redis_machine_);
      world_.start(*world_.find_process("redis"));
    });
  }

  Ending run() {
    world_.scheduler().run(MonotonicTime(100ms));
    Ending ending{.hash = world_.trace().hash(), .events = world_.trace().count()};
    for (const Event& e : world_.trace().events()) {
      ending.recomputed =
          Trace::fold(ending.recomputed, e.at_ns, e.kind, e.actor, e.a, e.b, e.digest);
    }
    return ending;
  }

 private:
  void app(Host& host) {
    RedisClient redis(host, {.endpoint = {"redis", 6379}}, 2);
    const auto monitor = host.make_monitor();
    std::vector<std::unique_ptr<Task>> clients;
    for (int i = 0; i < 3; ++i) {
      clients.push_back(host.spawn("client", [&] { client(host, redis, *monitor); }));
    }
  }

  void client(Host& host, RedisClient& redis, Monitor& monitor) {
    PlainFile log(*box_.disk, "log");
    for (int i = 0; i < 20; ++i) {
      std::array<std::byte, 8> token{};
      host.entropy(token);
      host.reached("client.began");
      static_cast<void>(redis.call({"INCR", "count"}, host.now() + 5ms));
      const Guard guard(monitor);
      static_cast<void>(log.append(std::to_string(i)));
      static_cast<void>(log.sync());
    }
  }

  World world_;
  Machine& box_;
  Machine& redis_machine_;
};

Ending run_calm(bool keep_events = false) { return BusyWorld(7, keep_events).run(); }

Ending run_with_crashes(std::uint64_t seed) {
  BusyWorld world(seed, false);
  world.crash_often();
  return world.run();
}

TEST(WorldReplayTest, AWorldIsTheSameAfterAnotherInWhichEverythingCrashed) {
  const Ending first = run_calm();
  const Ending crashed = run_with_crashes(7);
  EXPECT_GT(first.events, 1000U);
  EXPECT_NE(crashed.hash, first.hash);
  EXPECT_EQ(run_calm(), first);
  EXPECT_EQ(run_with_crashes(7), crashed);
  EXPECT_NE(run_with_crashes(8), crashed);
}

TEST(WorldReplayTest, TheHashIsTheSameWithKeptEventsAndFollowsFromThem) {
  const Ending kept = run_calm(true);
  EXPECT_EQ(kept.recomputed, kept.hash);
  EXPECT_EQ(kept.hash, run_calm().hash);
  EXPECT_EQ(kept.events, run_calm().events);
}

/// The trace of one question to a server whose answer has no other effect than its bytes.
std::uint64_t hash_with_reply(std::string_view reply) {
  World world({.seed = 7, .latency = latency});
  std::vector<std::unique_ptr<ServerStream>> streams;
  Service service{.name = "redis",
                  .label = [](std::string_view) -> std::string_view { return "PING"; },
                  .accepted = [&](auto stream) { streams.push_back(std::move(stream)); },
                  .readable =
                      [&](ServerStream& stream) {
                        std::string asked;
                        if (stream.take(asked) && !asked.empty()) stream.send(reply, "PING");
                      }};
  world.start(world.add_process(world.add_machine("redis"), "redis", [&](Host& host) {
    world.network().listen(*world.find_process("redis"), 6379, service);
    host.sleep_until(MonotonicTime::max());
  }));
  bool answered = false;
  world.start(world.add_process(world.add_machine("box"), "app1", [&](Host& host) {
    host.sleep_until(MonotonicTime(1ms));
    RedisClient redis(host, {.endpoint = {"redis", 6379}}, 1);
    answered = redis.call({"PING"}, host.now() + 1s).has_value();
  }));
  world.scheduler().run(MonotonicTime(2s));
  EXPECT_TRUE(answered);
  return world.trace().hash();
}

TEST(WorldReplayTest, OneByteOfAReplyChangesTheHash) {
  EXPECT_EQ(hash_with_reply("+PONG\r\n"), hash_with_reply("+PONG\r\n"));
  EXPECT_NE(hash_with_reply("+PONG\r\n"), hash_with_reply("+PONg\r\n"));
}

}  // namespace
}  // namespace rollcall::sim
