// Turns the bytes that a Redis server sends into replies, wherever the network has cut them.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/redis/redis_reply.h"

struct redisReader;  // NOLINT(readability-identifier-naming): hiredis's own name

namespace rollcall {

/// hiredis's parser. It takes RESP 2, at most eight arrays deep; whatever else it meets is a
/// protocol error, after which the reader stays broken, since nobody can tell where the next reply
/// begins.
class ReplyReader {
 public:
  ReplyReader();
  void feed(std::string_view bytes);
  /// The next whole reply; nullopt: more bytes are needed. The error is hiredis's text.
  [[nodiscard]] std::expected<std::optional<RedisReply>, std::string> next();
  /// Whether every byte that was fed has been part of a reply that `next` returned.
  [[nodiscard]] bool drained() const;

 private:
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
};

}  // namespace rollcall
