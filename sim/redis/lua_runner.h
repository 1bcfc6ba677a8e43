// An interpreter that compiles and runs what clients have written in Lua: one for scripts, one for
// functions.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "sim/redis/command.h"
#include "sim/redis/interpreter_pool.h"
#include "sim/redis/lua_reply_writer.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/script_run.h"

namespace rollcall::sim::redis {

// A function in Lua's registry.
enum class LuaReference : int {};

class LuaRunner {
 public:
  // `interpreters`, when there are any, must outlive the runner.
  explicit LuaRunner(InterpreterPool* interpreters);
  ~LuaRunner();
  LuaRunner(const LuaRunner&) = delete;
  LuaRunner& operator=(const LuaRunner&) = delete;

  // `name` as Lua shows it in errors, after an '@'. The error is Lua's.
  [[nodiscard]] std::expected<LuaReference, std::string> compile(std::string_view text,
                                                                 const char* name);
  void forget(LuaReference function);
  // As a new interpreter: nothing that was compiled is left.
  void reset();
  // The same where scripts have worn the interpreter; whether they had.
  bool renew_if_worn();

  struct Run {
    LuaReference function;
    std::string_view name;  // for the reply to an error
    Arguments keys;
    Arguments values;
    bool takes_parameters;  // keys and values; otherwise they are the globals KEYS and ARGV
    ScriptRights rights;
  };
  // Writes the function's reply.
  void run(Call& call, const Run& run);
  // Runs the chunk of a library outside of any call, for up to that many instructions, with what
  // such a chunk may see. The error is its text.
  struct RunAlone {
    LuaReference chunk;
    std::uint64_t instructions;
    FunctionRegistrar& functions;  // what it registers
  };
  [[nodiscard]] std::expected<void, std::string> run_alone(const RunAlone& run);

  [[nodiscard]] LuaSandbox& sandbox() { return *sandbox_; }

 private:
  struct Compiling {
    std::string_view text;
    const char* name;
    int reference;
  };
  struct Running {
    LuaRunner& runner;
    Reply& reply;
    const Run& run;
  };

  // Run by Lua, protected: it may lack memory at any step. The argument points to the struct.
  static int compile_protected(lua_State* lua);
  static int run_protected(lua_State* lua);
  static int run_alone_protected(lua_State* lua);

  InterpreterPool* interpreters_;
  std::unique_ptr<LuaSandbox> sandbox_;
  ScriptRun run_;
  LuaReplyWriter writer_;
};

}  // namespace rollcall::sim::redis
