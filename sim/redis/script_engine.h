// The scripts of one server: compiles, caches and runs them.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sim/redis/command.h"
#include "sim/redis/interpreter_pool.h"
#include "sim/redis/lua_reply_writer.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/script_run.h"
#include "sim/redis/sha1.h"

namespace rollcall::sim::redis {

class ScriptEngine {
 public:
  // `interpreters`, when there are any, must outlive the engine.
  explicit ScriptEngine(InterpreterPool* interpreters);
  ~ScriptEngine();
  ScriptEngine(const ScriptEngine&) = delete;
  ScriptEngine& operator=(const ScriptEngine&) = delete;

  // Compiles and caches a script, whether it is there already or not; false after an error reply.
  bool load(Call& call, std::string_view text, const ScriptDigest& digest);
  [[nodiscard]] bool contains(const ScriptDigest& digest) const { return cache_.contains(digest); }
  [[nodiscard]] std::size_t size() const { return cache_.size(); }
  // Forgets all scripts, and whatever they left behind in the interpreter.
  void flush();

  // Runs a cached script and writes its reply.
  void run(Call& call, const ScriptDigest& digest, Arguments keys, Arguments values);

 private:
  struct Loading {
    std::string_view text;
    int reference;  // of the function, in Lua's registry
  };
  struct Running {
    ScriptEngine& engine;
    Reply& reply;
    int function;
    const ScriptDigest& digest;
    Arguments keys;
    Arguments values;
  };

  struct Script {
    std::string text;
    int function;  // in Lua's registry; LUA_NOREF: to be compiled anew
  };

  // A new interpreter for the same scripts.
  void renew();

  // Run by Lua, protected: it may lack memory at any step. The argument points to the struct.
  static int compile(lua_State* lua);
  static int execute(lua_State* lua);

  InterpreterPool* interpreters_;
  std::unique_ptr<LuaSandbox> sandbox_;
  ScriptRun run_;
  LuaReplyWriter writer_;
  std::map<ScriptDigest, Script> cache_;
};

}  // namespace rollcall::sim::redis
