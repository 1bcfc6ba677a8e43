// Redis, as the engine sees it: calls with deadlines and honest errors. Safe to use from many
// tasks.
//
//     RedisClient redis(host, {.endpoint = {"redis", 6379}}, 10);
//     RedisResult<RedisReply> reply = redis.call({"HSET", key, "name", name}, host.now() + 100ms);
//     if (!reply && reply.error().kind == RedisError::Kind::ambiguous) ...   // may have happened
//
// Nothing is ever tried twice behind the caller's back: whether an ambiguous command may be
// repeated, only the caller knows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/redis/redis_pool.h"
#include "engine/redis/script.h"

namespace rollcall {

class RedisClient {
 public:
  /// Opens no connection yet.
  RedisClient(Host& host, RedisAddress address, std::size_t connections_max);

  /// An error reply is an error here; inside an array (EXEC) it is an element.
  [[nodiscard]] RedisResult<RedisReply> call(const Command& command, MonotonicTime deadline);

  /// One round trip on one connection; one result for each command, in order. MULTI and its EXEC
  /// belong into the same pipeline; after a break the commands without a reply are `ambiguous`.
  [[nodiscard]] std::vector<RedisResult<RedisReply>> pipeline(const std::vector<Command>& commands,
                                                              MonotonicTime deadline);

  /// Commands that are under way while their caller does something else. Whoever never asks for the
  /// replies loses the connection.
  class Underway {
   public:
    /// Once.
    [[nodiscard]] std::vector<RedisResult<RedisReply>> replies(MonotonicTime deadline);

   private:
    friend class RedisClient;
    Underway(RedisResult<RedisPool::Lease> connection, std::size_t count)
        : connection_(std::move(connection)), count_(count) {}
    RedisResult<RedisPool::Lease> connection_;
    std::size_t count_;
  };
  /// `pipeline` up to where it would wait for the replies. Waits for a connection.
  [[nodiscard]] Underway begin(const std::vector<Command>& commands, MonotonicTime deadline);

  /// Runs the script by its digest, and by its text where the server does not know it (which it
  /// says before it does anything, so this repeats nothing).
  [[nodiscard]] RedisResult<RedisReply> eval(const Script& script,
                                             const std::vector<std::string>& keys,
                                             const std::vector<std::string>& arguments,
                                             MonotonicTime deadline);

  /// Once so many replicas have all that the server had when the script had ended (WAIT), be it
  /// the script's or another's. `ambiguous`: fewer have it by the deadline.
  [[nodiscard]] RedisResult<RedisReply> eval_replicated(const Script& script,
                                                        const std::vector<std::string>& keys,
                                                        const std::vector<std::string>& arguments,
                                                        std::int64_t replicas,
                                                        MonotonicTime deadline);

 private:
  Host& host_;
  RedisPool pool_;
};

}  // namespace rollcall
