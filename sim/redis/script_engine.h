// The scripts of one server: compiles, caches and runs them.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/redis/command.h"
#include "sim/redis/lua_runner.h"
#include "sim/redis/script_flags.h"
#include "sim/redis/sha1.h"

namespace rollcall::sim::redis {

class ScriptEngine {
 public:
  // `interpreters`, when there are any, must outlive the engine.
  explicit ScriptEngine(InterpreterPool* interpreters) : runner_(interpreters) {}

  // Compiles and caches a script, whether it is there already or not; false after an error reply.
  bool load(Call& call, std::string_view text, const ScriptDigest& digest);
  [[nodiscard]] bool contains(const ScriptDigest& digest) const { return cache_.contains(digest); }
  // Those of a cached script.
  [[nodiscard]] const ScriptFlags& flags_of(const ScriptDigest& digest) const {
    return cache_.at(digest).flags;
  }
  [[nodiscard]] std::size_t size() const { return cache_.size(); }
  // Forgets all scripts, and whatever they left behind in the interpreter.
  void flush();

  // Runs a cached script and writes its reply.
  void run(Call& call, const ScriptDigest& digest, Arguments keys, Arguments values,
           ScriptRights rights);

 private:
  struct Script {
    std::string text;
    std::optional<LuaReference> function;  // none: to be compiled anew
    ScriptFlags flags;
  };

  // A worn interpreter is replaced, and all is to be compiled anew.
  void renew_if_worn();

  LuaRunner runner_;
  std::map<ScriptDigest, Script> cache_;
};

}  // namespace rollcall::sim::redis
