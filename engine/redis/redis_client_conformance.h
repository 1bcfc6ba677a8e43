// What the Redis client does with a Redis server, as one test body for all servers: a real
// redis-server and any other one are held to the same claims.
//
//     // in the test of a server, at namespace scope:
//     const bool registered =
//         register_redis_client_conformance("RealRedis", [] { return std::make_unique<RealArm>();
//         });
#pragma once

#include <functional>
#include <memory>

#include "engine/host.h"
#include "engine/redis/redis_connection.h"

namespace rollcall {

/// A world with a Redis server in it, made anew for each claim.
class RedisArm {
 public:
  virtual ~RedisArm() = default;
  /// Runs `body` in a task of a host and returns when it has returned. Each run begins with an
  /// empty server. May be called many times. GoogleTest's expectations are used in the body and in
  /// the tasks that it spawns.
  virtual void run(const std::function<void(Host&)>& body) = 0;

  // The others are called from inside the body.

  /// Lets everybody in.
  [[nodiscard]] virtual RedisAddress server() = 0;
  /// Another one, whose default user has the password that the address carries.
  [[nodiscard]] virtual RedisAddress guarded_server() = 0;
  /// Accepts connections, reads, and never answers.
  [[nodiscard]] virtual Endpoint silent() = 0;
  /// Nobody listens there.
  [[nodiscard]] virtual Endpoint refusing() = 0;
  /// kill -9 of `server()`. Called at most once, and nothing but failures is expected afterwards.
  virtual void kill_server() = 0;
  /// By how much a wake-up may come too late before it counts as wrong.
  [[nodiscard]] virtual Duration slack() const = 0;
};

/// Adds one GoogleTest for each claim to the suite `RedisClientConformance/<arm>`.
bool register_redis_client_conformance(const char* arm,
                                       const std::function<std::unique_ptr<RedisArm>()>& make);

}  // namespace rollcall
