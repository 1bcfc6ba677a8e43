// A script's way to the server while it runs: what redis.call() does, and when it has to end.
//
// Redis looks up from a script now and then. Once that has run for longer than
// busy-reply-threshold, it serves the other clients from there, with BUSY for most of what they
// ask, and SCRIPT KILL may end it. The same happens here in ServerHost::pause_script().
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"
#include "sim/redis/session.h"

struct lua_State;

namespace rollcall::sim::redis {

// What a script may do, from what it says of itself and how it is called.
struct ScriptRights {
  bool writes = true;
  bool exceeds_memory = false;  // whatever maxmemory says
};

// How many keys EVAL and FCALL name, from their third word; replies an error when that is wrong.
[[nodiscard]] std::optional<std::size_t> key_count(
    Call& call, std::string_view not_a_number = "ERR value is not an integer or out of range");

// One per interpreter, used for one script after the other. It keeps its buffers, and keeps them as
// members: a Lua error may jump over its functions' frames at any call of Lua's.
class ScriptRun {
 public:
  // What Redis calls the one that runs.
  struct Name {
    std::string_view text;  // a digest, or the function's
    bool is_function;
  };
  // Before a script runs on behalf of `caller`, which must outlive it, as `name`.
  void start(Call& caller, Name name, ScriptRights rights);
  // Before a chunk runs on behalf of nobody: redis.call() is not there.
  void start_alone(std::uint64_t instructions);
  void finish();
  [[nodiscard]] bool has_caller() const { return caller_ != nullptr; }

  // redis.call() and redis.pcall() on the arguments on the stack: leaves the reply there as one
  // value and returns whether it is an error.
  bool call(lua_State* lua);

  // Whether the arguments on the stack begin with the name of a command.
  bool names_command(lua_State* lua);

  // redis.setresp(): how replies look to the script, and what its booleans mean.
  void set_protocol(Protocol protocol) { session_.protocol = protocol; }
  [[nodiscard]] Protocol protocol() const { return session_.protocol; }

  // redis.set_repl(): where effects go.
  void set_targets(Effects::Targets targets) { targets_ = targets; }

  // Counts instructions; true once the script has to end.
  bool has_to_end(std::uint64_t instructions);
  // Nobody could end it: what it uses up has limits.
  [[nodiscard]] bool is_alone() const;
  void kill() { killed_ = true; }

  // Of one that runs on behalf of a caller.
  [[nodiscard]] const Call& caller() const { return *caller_; }
  [[nodiscard]] const Name& name() const { return name_; }
  [[nodiscard]] bool is_busy() const { return busy_; }
  [[nodiscard]] bool has_written() const { return has_written_; }

 private:
  // Why the arguments cannot be run, and otherwise command_ and words_; nullptr when they can.
  const char* prepare(lua_State* lua);
  // Why command_ cannot be run with words_; nullptr when it can.
  const char* refuse();
  bool read_words(lua_State* lua);
  void execute();

  bool pause();

  Call* caller_ = nullptr;
  Name name_{};
  UnixMs now_ = 0;  // as far as the host has told
  ScriptRights rights_;
  Session session_;  // SELECT in a script is forgotten with it
  Effects::Targets targets_{};
  std::uint64_t instructions_left_ = 0;      // of one that nobody could end
  std::uint64_t instructions_unpaused_ = 0;  // since the last pause of another
  bool busy_ = false;
  bool killed_ = false;
  bool has_written_ = false;  // a command was run that may
  const Command* command_ = nullptr;
  std::vector<std::string_view> words_;
  std::string numbers_;  // the digits of those words_ that are numbers
  std::string refusal_;
  std::string reply_;
};

// Of the one that is busy: what others are told, BUSY and how to end it.
[[nodiscard]] std::string_view busy_message(const ScriptRun& script);
// SCRIPT KILL and FUNCTION KILL.
void kill_script(Call& call, bool is_function);

}  // namespace rollcall::sim::redis
