// What a server remembers of one connection.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/redis/request_reader.h"

namespace rollcall::sim::redis {

struct Command;

enum class ConnectionId : std::uint64_t {};  // from 1 on, as CLIENT ID shows it

struct QueuedCommand {
  const Command* command;
  std::vector<std::string> words;
};

struct WatchedKey {
  std::size_t database;
  std::string key;
  bool was_expired;  // its time had come before the WATCH, but nobody had deleted it yet
};

// Between MULTI and EXEC.
struct Transaction {
  bool open = false;
  bool refused = false;  // a command was not queued: EXEC answers EXECABORT
  std::vector<QueuedCommand> queue;
};

struct Session {
  ConnectionId id{};
  RequestReader reader;
  std::string output;  // replies that the host has not taken yet
  std::string name;    // CLIENT SETNAME
  std::size_t database = 0;
  bool authenticated = false;
  bool closing = false;  // takes no more requests; closes once the output is sent
  Transaction transaction;
  std::vector<WatchedKey> watched;
  bool watch_broken = false;  // a watched key was touched: EXEC answers null
};

}  // namespace rollcall::sim::redis
