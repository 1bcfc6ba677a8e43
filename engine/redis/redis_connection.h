// One connection to a Redis server, used by one task at a time.
//
// Replies carry no number: only their order says what they answer. So a connection on which
// anything went wrong (a timeout, a reset, a byte too many) is broken for good, and a late reply
// can never be taken for the next call's.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/host.h"
#include "engine/redis/command.h"
#include "engine/redis/redis_error.h"
#include "engine/redis/redis_reply.h"
#include "engine/redis/reply_reader.h"

namespace rollcall {

struct RedisAddress {
  Endpoint endpoint{"redis", 6379};
  std::string username{};     ///< empty: the server's default user
  std::string password{};     ///< secret; empty: no AUTH
  std::int64_t database = 0;  ///< selected when the connection opens
};

class RedisConnection {
 public:
  /// Connects, authenticates and selects the database. A failure to reach the server, or to be let
  /// in, is `refused`: no command of the caller's was sent. A server that says no is an
  /// `error_reply`.
  [[nodiscard]] static RedisResult<std::unique_ptr<RedisConnection>> open(
      Host& host, const RedisAddress& address, MonotonicTime deadline);

  /// Sends all commands, then reads all replies: one result for each command, in order. A break in
  /// between leaves the results so far, and `ambiguous` for the rest. Whoever opens a transaction
  /// ends it in the same pipeline.
  [[nodiscard]] std::vector<RedisResult<RedisReply>> pipeline(std::span<const Command> commands,
                                                              MonotonicTime deadline);
  [[nodiscard]] RedisResult<RedisReply> call(const Command& command, MonotonicTime deadline);

  /// The two halves of `pipeline`, for a caller who has something to do in between. Nothing else
  /// goes over this connection before `receive`, which answers for what was sent last.
  void send(std::span<const Command> commands, MonotonicTime deadline);
  [[nodiscard]] std::vector<RedisResult<RedisReply>> receive(MonotonicTime deadline);

  /// False once anything went wrong: only fit to be destroyed.
  [[nodiscard]] bool usable() const { return usable_; }
  /// True until the first pipeline after `open`.
  [[nodiscard]] bool is_fresh() const { return fresh_; }
  /// Looks, without waiting, whether an idle connection was closed by the server, or holds bytes
  /// that nobody asked for; it is no longer usable then.
  void check_idle();

 private:
  RedisConnection(Host& host, std::unique_ptr<ByteStream> stream);
  RedisResult<void> authenticate(const RedisAddress& address, MonotonicTime deadline);
  RedisResult<RedisReply> read_reply(MonotonicTime deadline);

  Host& host_;
  std::unique_ptr<ByteStream> stream_;
  ReplyReader reader_;
  std::size_t awaited_ = 0;             ///< replies of what was sent last
  std::optional<RedisError> unsent_{};  ///< why it was not, or not for certain
  bool ends_clean_ = true;              ///< no transaction stays open behind it
  bool usable_ = true;
  bool fresh_ = true;
};

}  // namespace rollcall
