#include "engine/redis/redis_client.h"

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

}  // namespace

RedisClient::RedisClient(Host& host, RedisAddress address, std::size_t connections_max)
    : pool_(host, std::move(address), connections_max) {}

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
  return (*connection_)->receive(deadline);
}

RedisResult<RedisReply> RedisClient::eval(const Script& script,
                                          const std::vector<std::string>& keys,
                                          const std::vector<std::string>& arguments,
                                          MonotonicTime deadline) {
  RedisResult<RedisPool::Lease> connection = pool_.lease(deadline);
  if (!connection) return std::unexpected(std::move(connection.error()));
  auto by_digest =
      (*connection)->call(script_command("EVALSHA", script.sha1(), keys, arguments), deadline);
  const bool unknown = !by_digest && by_digest.error().code == "NOSCRIPT";
  if (!unknown) return by_digest;
  return (*connection)->call(script_command("EVAL", script.text(), keys, arguments), deadline);
}

}  // namespace rollcall
