#include "engine/redis/redis_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace rollcall {
namespace {

Command script_command(std::string_view verb, std::string_view body,
                       const std::vector<std::string>& keys,
                       const std::vector<std::string>& arguments) {
  Command command{verb, body, std::to_string(keys.size())};
  for (const std::string& key : keys) command << key;
  for (const std::string& argument : arguments) command << argument;
  return command;
}

RedisResult<RedisReply> eval_on(RedisConnection& connection, const Script& script,
                                const std::vector<std::string>& keys,
                                const std::vector<std::string>& arguments, MonotonicTime deadline) {
  auto by_digest =
      connection.call(script_command("EVALSHA", script.sha1(), keys, arguments), deadline);
  const bool unknown = !by_digest && by_digest.error().code == "NOSCRIPT";
  if (!unknown) return by_digest;
  return connection.call(script_command("EVAL", script.text(), keys, arguments), deadline);
}

}  // namespace

RedisClient::RedisClient(Host& host, RedisAddress address, std::size_t connections_max)
    : host_(host), pool_(host, std::move(address), connections_max) {}

RedisResult<RedisReply> RedisClient::call(const Command& command, MonotonicTime deadline) {
  RedisResult<RedisPool::Lease> connection = pool_.lease(deadline);
  if (!connection) return std::unexpected(std::move(connection.error()));
  return (*connection)->call(command, deadline);
}

std::vector<RedisResult<RedisReply>> RedisClient::pipeline(const std::vector<Command>& commands,
                                                           MonotonicTime deadline) {
  return begin(commands, deadline).replies(deadline);
}

RedisClient::Underway RedisClient::begin(const std::vector<Command>& commands,
                                         MonotonicTime deadline) {
  Underway underway(pool_.lease(deadline), commands.size());
  if (underway.connection_) (*underway.connection_)->send(commands, deadline);
  return underway;
}

std::vector<RedisResult<RedisReply>> RedisClient::Underway::replies(MonotonicTime deadline) {
  if (!connection_) {
    return std::vector<RedisResult<RedisReply>>(count_, std::unexpected(connection_.error()));
  }
  RedisPool::Lease connection = std::move(*connection_);  // free for others as soon as it is read
  return connection->receive(deadline);
}

RedisResult<RedisReply> RedisClient::eval(const Script& script,
                                          const std::vector<std::string>& keys,
                                          const std::vector<std::string>& arguments,
                                          MonotonicTime deadline) {
  RedisResult<RedisPool::Lease> connection = pool_.lease(deadline);
  if (!connection) return std::unexpected(std::move(connection.error()));
  return eval_on(**connection, script, keys, arguments, deadline);
}

// On the script's connection: Redis waits for what there was after the last command of whoever
// asks.
RedisResult<RedisReply> RedisClient::eval_replicated(const Script& script,
                                                     const std::vector<std::string>& keys,
                                                     const std::vector<std::string>& arguments,
                                                     std::int64_t replicas,
                                                     MonotonicTime deadline) {
  RedisResult<RedisPool::Lease> connection = pool_.lease(deadline);
  if (!connection) return std::unexpected(std::move(connection.error()));
  auto reply = eval_on(**connection, script, keys, arguments, deadline);
  if (!reply) return reply;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - host_.now());
  // WAIT 0 would wait for ever, and its answer has to come back in time.
  const std::int64_t patience = std::max<std::int64_t>(left.count() / 2, 1);
  const auto have =
      (*connection)->call({"WAIT", std::to_string(replicas), std::to_string(patience)}, deadline);
  if (have && have->integer >= replicas) return reply;
  const std::string why =
      have ? fmt::format("{} of {} replicas have it", have->integer, replicas) : have.error().text;
  return std::unexpected(RedisError{.kind = RedisError::Kind::ambiguous, .text = why});
}

}  // namespace rollcall
