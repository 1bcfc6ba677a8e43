// A Redis on a machine of its own, and clients that outlive it, for tests.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>

#include "engine/redis/redis_client.h"
#include "sim/disk/disk.h"
#include "sim/redis_process.h"

namespace rollcall::sim {

using namespace std::chrono_literals;
using redis::Persistence;

inline constexpr Latency fast_disk{.redis_message = {100us, 100us},
                                   .redis_command = {10us, 10us},
                                   .disk_read = {1us, 1us},
                                   .disk_write = {1us, 1us},
                                   .disk_sync = {2ms, 2ms}};

/// The text of the reply, an error's too; "nil"; "?" when there was none in time.
inline std::string ask(Host& host, RedisClient& client, const Command& command,
                       Duration patience = 1s) {
  const auto reply = client.call(command, host.now() + patience);
  if (!reply) return reply.error().kind == RedisError::Kind::ambiguous ? "?" : reply.error().text;
  if (reply->kind == RedisReply::Kind::integer) return std::to_string(reply->integer);
  return reply->is_nil() ? "nil" : reply->text;
}

class RedisWorld {
 public:
  explicit RedisWorld(Persistence persistence, std::uint64_t seed = 1,
                      const Latency& latency = fast_disk)
      : world({.seed = seed, .latency = latency}),
        machine(world.add_machine("redis")),
        server(world.add_process(machine, "redis",
                                 redis_program(world, {.persistence = persistence}))) {
    world.start(server);
    run(1ms);
  }

  void run(Duration length) { world.scheduler().run(world.now() + length); }

  /// In a client process of its own, until it has returned.
  void as_client(const std::function<void(Host&, RedisClient&)>& body,
                 const std::string& machine_name = "redis") {
    const std::string name = "app" + std::to_string(world.machines().size());
    Process& app = world.add_process(world.add_machine(name), name, [&](Host& host) {
      RedisClient redis(host, {.endpoint = {machine_name, 6379}}, 1);
      body(host, redis);
    });
    world.start(app);
    while (app.up()) run(1ms);
  }

  /// Acknowledged writes, one after the other, over `length`.
  int write_for(Duration length) {
    int acknowledged = 0;
    as_client([&](Host& host, RedisClient& redis) {
      const MonotonicTime end = host.now() + length;
      while (host.now() < end) {
        const auto reply = redis.call({"INCR", "writes"}, host.now() + 1s);
        if (!reply) return;
        acknowledged = static_cast<int>(reply->integer);
        host.sleep_for(5ms);
      }
    });
    return acknowledged;
  }

  int kept() {
    int writes = 0;
    as_client([&](Host& host, RedisClient& redis) {
      const auto reply = redis.call({"GET", "writes"}, host.now() + 1s);
      ASSERT_TRUE(reply.has_value()) << reply.error().text;
      if (!reply->is_nil()) writes = std::stoi(reply->text);
    });
    return writes;
  }

  void kill_and_restart() {
    world.kill(server);
    world.start(server);
    run(1s);
  }
  void lose_power_and_restart() {
    world.lose_power(machine);
    world.restore_power(machine);
    world.start(server);
    run(1s);
  }

  /// Of a client of its own.
  std::string ask(const Command& command, const std::string& machine_name = "redis") {
    std::string answer;
    as_client([&](Host& host, RedisClient& client) { answer = sim::ask(host, client, command); },
              machine_name);
    return answer;
  }

  World world;
  Machine& machine;
  Process& server;
};

}  // namespace rollcall::sim
