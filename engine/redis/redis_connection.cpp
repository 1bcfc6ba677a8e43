#include "engine/redis/redis_connection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

RedisError refused(std::string text) {
  return {.kind = RedisError::Kind::refused, .text = std::move(text)};
}

RedisError ambiguous(std::string text) {
  return {.kind = RedisError::Kind::ambiguous, .text = std::move(text)};
}

std::vector<RedisResult<RedisReply>> all(std::size_t count, const RedisError& error) {
  return std::vector<RedisResult<RedisReply>>(count, std::unexpected(error));
}

bool is_verb(const Command& command, std::string_view upper) {
  if (command.arguments().empty()) return false;
  return std::ranges::equal(command.arguments().front(), upper, [](char typed, char wanted) {
    return typed == wanted || (typed >= 'a' && typed <= 'z' && typed - 'a' + 'A' == wanted);
  });
}

/// Such a connection would queue the next caller's commands, instead of running them.
bool leaves_transaction_open(std::span<const Command> commands) {
  bool open = false;
  for (const Command& command : commands) {
    if (is_verb(command, "MULTI") || is_verb(command, "WATCH")) open = true;
    if (is_verb(command, "EXEC") || is_verb(command, "DISCARD")) open = false;
  }
  return open;
}

}  // namespace

RedisConnection::RedisConnection(Host& host, std::unique_ptr<ByteStream> stream)
    : host_(host), stream_(std::move(stream)) {}

RedisResult<std::unique_ptr<RedisConnection>> RedisConnection::open(Host& host,
                                                                    const RedisAddress& address,
                                                                    MonotonicTime deadline) {
  auto stream = host.connect(address.endpoint, deadline);
  if (!stream) {
    return std::unexpected(
        refused(fmt::format("connecting to Redis at {}:{}: {}", address.endpoint.host,
                            address.endpoint.port, to_string(stream.error()))));
  }
  std::unique_ptr<RedisConnection> connection(new RedisConnection(host, std::move(*stream)));
  if (auto let_in = connection->authenticate(address, deadline); !let_in) {
    return std::unexpected(std::move(let_in.error()));
  }
  connection->fresh_ = true;
  return connection;
}

RedisResult<void> RedisConnection::authenticate(const RedisAddress& address,
                                                MonotonicTime deadline) {
  std::vector<Command> commands;
  if (!address.password.empty()) {
    Command& auth = commands.emplace_back(Command{"AUTH"});
    if (!address.username.empty()) auth << address.username;
    auth << address.password;
  }
  if (address.database != 0) {
    commands.push_back(Command{"SELECT", std::to_string(address.database)});
  }
  if (commands.empty()) return {};
  for (const RedisResult<RedisReply>& result : pipeline(commands, deadline)) {
    if (result) continue;
    RedisError error = result.error();
    // Some servers and proxies repeat what they were sent: of their words only the code is kept.
    const bool said_no = error.kind == RedisError::Kind::error_reply;
    error.text =
        fmt::format("opening a connection to Redis: {}", said_no ? error.code : error.text);
    if (!said_no) error.kind = RedisError::Kind::refused;
    return std::unexpected(std::move(error));
  }
  return {};
}

std::vector<RedisResult<RedisReply>> RedisConnection::pipeline(std::span<const Command> commands,
                                                               MonotonicTime deadline) {
  send(commands, deadline);
  return receive(deadline);
}

void RedisConnection::send(std::span<const Command> commands, MonotonicTime deadline) {
  awaited_ = commands.size();
  unsent_.reset();
  if (commands.empty()) return;
  if (!usable_) {
    unsent_ = refused("the connection to Redis had broken before");
    return;
  }
  if (host_.now() >= deadline) {
    unsent_ = refused("the deadline passed before anything was sent to Redis");
    return;
  }
  std::string wire;
  for (const Command& command : commands) command.append_to(wire);

  fresh_ = false;
  ends_clean_ = !leaves_transaction_open(commands);
  usable_ = false;  // until the last reply is in: also for a task that ends inside a blocking call
  if (auto sent = stream_->write(wire, deadline); !sent) {
    stream_->close();
    unsent_ = ambiguous(fmt::format("sending to Redis: {}", to_string(sent.error())));
  }
}

std::vector<RedisResult<RedisReply>> RedisConnection::receive(MonotonicTime deadline) {
  const std::size_t count = std::exchange(awaited_, 0);
  if (unsent_) return all(count, *unsent_);
  if (count == 0) return {};
  std::vector<RedisResult<RedisReply>> results;
  results.reserve(count);
  while (results.size() < count) {
    RedisResult<RedisReply> reply = read_reply(deadline);
    if (!reply) {
      stream_->close();
      results.resize(count, std::unexpected(reply.error()));
      return results;
    }
    if (reply->kind == RedisReply::Kind::error) {
      results.emplace_back(std::unexpected(RedisError::from_reply(reply->text)));
    } else {
      results.push_back(std::move(reply));
    }
  }
  usable_ = reader_.drained() && ends_clean_;
  return results;
}

RedisResult<RedisReply> RedisConnection::call(const Command& command, MonotonicTime deadline) {
  return std::move(pipeline({&command, 1}, deadline).front());
}

RedisResult<RedisReply> RedisConnection::read_reply(MonotonicTime deadline) {
  std::array<char, 4096> buffer;
  while (true) {
    auto reply = reader_.next();
    if (!reply) {
      return std::unexpected(ambiguous("Redis broke the protocol: " + reply.error()));
    }
    if (*reply) return std::move(**reply);
    auto size = stream_->read(buffer, deadline);
    if (!size) {
      return std::unexpected(
          ambiguous(fmt::format("waiting for Redis: {}", to_string(size.error()))));
    }
    reader_.feed({buffer.data(), *size});
  }
}

void RedisConnection::check_idle() {
  std::array<char, 1> buffer;
  const auto size = stream_->read(buffer, host_.now());
  if (!size && size.error() == StreamError::timeout) return;
  usable_ = false;
  stream_->close();
}

}  // namespace rollcall
