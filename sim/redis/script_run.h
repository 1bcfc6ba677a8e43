// A script's way to the server while it runs: what redis.call() does.
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
  // Before a script runs on behalf of `caller`, which must outlive it.
  void start(Call& caller, ScriptRights rights);
  // Before a chunk runs on behalf of nobody: redis.call() is not there.
  void start_alone(std::uint64_t instructions);
  void finish() { caller_ = nullptr; }
  [[nodiscard]] bool has_caller() const { return caller_ != nullptr; }

  // redis.call() and redis.pcall() on the arguments on the stack: leaves the reply there as one
  // value and returns whether it is an error.
  bool call(lua_State* lua);

  // Whether the arguments on the stack begin with the name of a command.
  bool names_command(lua_State* lua);

  // redis.set_repl(): whether effects reach the append-only file.
  void set_targets(Effects::Targets targets) { targets_ = targets; }

  // Counts instructions; true once the script has used up what it may.
  bool count_instructions(std::uint64_t instructions);

 private:
  // Why the arguments cannot be run, and otherwise command_ and words_; nullptr when they can.
  const char* prepare(lua_State* lua);
  // Why command_ cannot be run with words_; nullptr when it can.
  const char* refuse();
  bool read_words(lua_State* lua);
  void execute();

  Call* caller_ = nullptr;
  ScriptRights rights_;
  Session session_;  // SELECT in a script is forgotten with it
  Effects::Targets targets_{};
  std::uint64_t instructions_left_ = 0;
  bool has_written_ = false;  // a command was run that may
  const Command* command_ = nullptr;
  std::vector<std::string_view> words_;
  std::string numbers_;  // the digits of those words_ that are numbers
  std::string refusal_;
  std::string reply_;
};

}  // namespace rollcall::sim::redis
