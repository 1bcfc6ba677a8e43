// Everything that one simulated server knows: shared by the command families, hidden behind
// server.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/blocked.h"
#include "sim/redis/call_counts.h"
#include "sim/redis/conditions.h"
#include "sim/redis/config.h"
#include "sim/redis/effects.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/pausing.h"
#include "sim/redis/pub_sub.h"
#include "sim/redis/replication.h"
#include "sim/redis/session.h"
#include "sim/redis/watches.h"

namespace rollcall::sim::redis {

class Functions;
class InterpreterPool;
class ScriptEngine;
class ScriptRun;
class ServerHost;

struct Statistics {
  std::uint64_t connections = 0;
  std::uint64_t commands = 0;
  std::uint64_t expired_keys = 0;
  std::uint64_t evicted_keys = 0;
  std::uint64_t rejected_connections = 0;
  std::uint64_t lazily_freed = 0;  // as Redis would have in the background (see lazy_free.h)
  CallCounts calls{};
};

class Instance {
 public:
  Instance(Config settings, InterpreterPool* interpreters);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  Config config;
  Keyspace keyspace;
  Effects effects;
  Watches watches;
  Blocked blocked;
  PubSub pub_sub;
  Pause pause;
  Replication replication;
  std::map<ConnectionId, Session> sessions;
  // Those whom another's command, or time, has answered or closed, and whose host must be told:
  // each once.
  std::vector<ConnectionId> stirred;
  ScriptRun* script = nullptr;         // or function, that runs now
  bool scripts_call_anything = false;  // DEBUG SET-DISABLE-DENY-SCRIPTS
  bool expires_actively = true;        // DEBUG SET-ACTIVE-EXPIRE
  std::int64_t asleep_ms = 0;  // DEBUG SLEEP: how long the command that ran holds everybody up
  std::uint64_t last_connection = 0;
  ServerHost* host = nullptr;          // none: files are written in no time and without fail
  bool wants_snapshot = false;         // BGSAVE, until the host has heard of it
  bool wants_shutdown = false;         // SHUTDOWN
  std::uint64_t dirty = 0;             // changes since the server started
  std::uint64_t dirty_saved = 0;       // those of them that the last snapshot contains
  UnixMs saved_at;                     // when that was taken
  std::optional<std::string> saved{};  // a snapshot that takes the place of the files at once
  // Its file, or what its master says, is being carried out: nothing expires, nothing is refused.
  bool loading = false;
  Conditions conditions;
  bool out_of_memory = false;        // when the request came that runs now
  std::uint64_t commands_run = 0;    // from which random picks follow
  std::uint64_t eviction_draws = 0;  // how many numbers eviction has drawn
  UnixMs clock = 0;                  // when the last request came
  Statistics statistics;

  // While a script runs, only what had expired when it began.
  [[nodiscard]] bool is_expired(const Entry& entry, UnixMs now) const;
  // A replica keeps it, and leaves its end to its master; in a pause it is kept, too.
  void delete_expired(std::size_t database, std::string_view key);
  // The script that runs has done so for longer than busy-reply-threshold.
  [[nodiscard]] bool is_busy() const;
  // Tells those who watch a key or wait for it that it has changed.
  void touch(std::size_t database, std::string_view key);
  void touch_watches(std::size_t database, std::string_view key);  // only those who watch it
  void stir(Session& session);
  // At once; but it is there, and hears what it has subscribed to, until its host closes it.
  void hang_up_on(Session& session);
  // There is a snapshot of the first `changes`.
  void note_saved(std::uint64_t changes, UnixMs now);
  // Deletes all keys of a database and returns how many there were.
  std::size_t flush(std::size_t database);

  // The Lua interpreter, started at its first use.
  [[nodiscard]] ScriptEngine& scripts();
  // The same of the functions.
  [[nodiscard]] Functions& functions();
  [[nodiscard]] bool has_functions() const { return functions_ != nullptr; }
  // The code of their libraries.
  [[nodiscard]] std::vector<std::string_view> function_libraries() const;
  [[nodiscard]] std::size_t cached_scripts() const;

 private:
  InterpreterPool* interpreters_;
  std::unique_ptr<ScriptEngine> scripts_;
  std::unique_ptr<Functions> functions_;
};

}  // namespace rollcall::sim::redis
