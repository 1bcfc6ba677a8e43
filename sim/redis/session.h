// What a server remembers of one connection.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/redis/ends.h"
#include "sim/redis/reply.h"
#include "sim/redis/request_reader.h"
#include "sim/redis/subscriptions.h"

namespace rollcall::sim::redis {

struct Command;
// Milliseconds since the epoch, on the server's wall clock.
using UnixMs = std::int64_t;

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
  std::int64_t executing = 0;  // how many EXEC carries out now
};

// What of everything goes into an RDB file.
struct RdbContent {
  bool keys = true;
  bool functions = true;
};

// What a replica that is connected here has told of itself.
struct Replica {
  std::string host{};
  std::int64_t port = 0;
  bool knows_eof = false;          // data whose length is not told beforehand
  bool rdb_only = false;           // it wants no effects, and is closed behind the data
  RdbContent content{};            // of the data
  bool follows = false;            // it has been sent the data, and is sent all effects
  bool acknowledges = true;        // and is closed where it does not for long
  std::int64_t acknowledged = -1;  // up to where in the stream; -1: it has not said so yet
  UnixMs acknowledged_at = 0;
};

// What WAIT waits for: so many replicas that have acknowledged so much.
struct AwaitedReplicas {
  std::int64_t offset;
  std::int64_t count;
};

// What a client waits for.
struct BlockedCall {
  const Command* command;
  std::vector<std::string> words;  // to run again, once one of the keys has changed
  std::size_t database;
  std::vector<std::string> keys;
  UnixMs deadline;  // never: for ever
  std::optional<AwaitedReplicas> replicas{};
  std::optional<std::size_t> type{};  // of the value that it waits for, as in Value; none: any
};

// What a client asked for during a pause.
struct PostponedRequest {
  std::vector<std::string> words;
  bool is_due = false;  // it is over
};

// CLIENT REPLY: which replies are not sent.
struct Silence {
  bool all = false;          // OFF, until ON
  bool this_one = false;     // SKIP came before it
  bool interrupted = false;  // by CLIENT REPLY ON, since the request began
  bool next_one = false;
};

struct Session {
  ConnectionId id{};
  Ends ends;
  RequestReader reader;
  std::string output;  // replies that the host has not taken yet
  Protocol protocol = Protocol::resp2;
  std::string name;  // CLIENT SETNAME
  std::size_t database = 0;
  bool authenticated = false;
  bool closing = false;  // takes no more requests; closes once the output is sent
  bool killed = false;   // closes at once, whatever was to be sent
  bool stirred = false;  // the host has not been told yet: see Instance
  Transaction transaction;
  std::vector<WatchedKey> watched;
  Silence silence{};
  bool evicts_never = false;              // CLIENT NO-EVICT, which only CLIENT LIST tells of
  UnixMs used_at = 0;                     // when its last request came; 0: none has
  const Command* last_command = nullptr;  // that it asked for; nullptr: one that nobody knows
  bool may_block = true;                  // not while EXEC or a script runs its commands
  bool in_script = false;
  std::optional<BlockedCall> blocked{};
  std::optional<PostponedRequest> postponed{};
  bool unblocked = false;  // and nobody has looked after it since: CLIENT LIST tells so
  std::optional<std::string_view> served_key{};  // while its blocked command runs again
  std::optional<Replica> replica{};
  std::int64_t written_to = 0;  // the offset of what replicas are sent, after its last command
  bool watch_broken = false;    // a watched key was touched: EXEC answers null
  Subscriptions subscriptions{};
  std::size_t aloud = 0;  // so much of `output` is sent, whatever CLIENT REPLY says

  [[nodiscard]] Reply reply() { return {output, protocol}; }
  [[nodiscard]] bool is_silent() const { return silence.all || silence.this_one; }
  // Of what was said from `start` on nothing is sent, where CLIENT REPLY has it so.
  void hold_back(std::size_t start) {
    if (is_silent()) output.resize(std::min(std::max(start, aloud), output.size()));
  }
  // It waits for its reply.
  [[nodiscard]] bool waits() const { return blocked || postponed; }
  // Messages are not replies.
  void say_aloud() { aloud = output.size(); }
  // It could not tell replies from messages, and may ask for next to nothing.
  [[nodiscard]] bool only_listens() const {
    return protocol == Protocol::resp2 && !subscriptions.empty();
  }
  // Its request has been answered.
  void end_request() { silence.this_one = std::exchange(silence.next_one, false); }
};

}  // namespace rollcall::sim::redis
