#include "sim/redis/script_engine.h"

#include <string>
#include <utility>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_compile.h"
#include "sim/redis/lua_errors.h"

namespace rollcall::sim::redis {
namespace {

std::string_view text_at(lua_State* lua, int index) {
  std::size_t length = 0;
  const char* const text = lua_tolstring(lua, index, &length);
  return text == nullptr ? std::string_view() : std::string_view(text, length);
}

// Sets a field of the table on top of the stack to an array.
void set_array(lua_State* lua, const char* name, Arguments words) {
  lua_createtable(lua, static_cast<int>(words.size()), 0);
  int at = 0;
  for (const std::string_view word : words) {
    lua_pushlstring(lua, word.data(), word.size());
    lua_rawseti(lua, -2, ++at);
  }
  lua_setfield(lua, -2, name);
}

void reply_bare_error(Reply& reply, const ScriptDigest& digest, std::string_view why) {
  reply.error("ERR Error running script " + std::string(digest.begin(), digest.end()) + ", " +
              std::string(why.substr(0, 100)));
}

// The error on top of the stack is a table that the message handler has made, or, when memory ran
// out, a string.
void reply_error(lua_State* lua, Reply& reply, const ScriptDigest& digest) {
  if (!lua_istable(lua, -1)) return reply_bare_error(reply, digest, text_at(lua, -1));
  lua_getfield(lua, -1, "err");
  lua_getfield(lua, -2, "source");
  lua_getfield(lua, -3, "line");
  const bool has_place = lua_isstring(lua, -2) != 0 && lua_isstring(lua, -1) != 0;
  // Redis 7.0 dereferences null when a script raises a table without `err`; later ones say this.
  const std::string_view text = lua_isstring(lua, -3) != 0 ? text_at(lua, -3) : "ERR unknown error";
  const std::string_view source = text_at(lua, -2);
  const std::string_view line = text_at(lua, -1);
  // No call of Lua's from here on: it could jump over the string's destructor.
  std::string message(text);
  if (has_place) {
    message += " script: ";
    message.append(digest.begin(), digest.end());
    message += ", on ";
    message += source;
    message += ':';
    message += line;
    message += '.';
  }
  reply.error(message);
}

}  // namespace

ScriptEngine::ScriptEngine(InterpreterPool* interpreters)
    : interpreters_(interpreters),
      sandbox_(interpreters == nullptr ? std::make_unique<LuaSandbox>() : interpreters->take()) {}

ScriptEngine::~ScriptEngine() {
  if (interpreters_ != nullptr) interpreters_->give_back(std::move(sandbox_));
}

void ScriptEngine::flush() {
  cache_.clear();
  renew();
}

void ScriptEngine::renew() {
  for (auto& [digest, script] : cache_) script.function = LUA_NOREF;
  const LuaRandom random = sandbox_->random;  // Redis keeps it outside of the interpreter
  sandbox_->reset();
  sandbox_->random = random;
}

bool ScriptEngine::load(Call& call, std::string_view text, const ScriptDigest& digest) {
  const auto found = cache_.find(digest);
  if (found != cache_.end() && found->second.function != LUA_NOREF) return true;
  if (sandbox_->heap().is_worn()) renew();
  sandbox_->start_run(run_);
  Loading loading{text, LUA_NOREF};
  lua_State* const lua = sandbox_->state();
  const bool compiled = lua_cpcall(lua, compile, &loading) == 0;
  if (compiled) {
    cache_[digest] = {std::string(text), loading.reference};
  } else {
    call.reply.error("ERR Error compiling script (new function): " + std::string(text_at(lua, -1)));
  }
  lua_settop(lua, 0);
  return compiled;
}

void ScriptEngine::run(Call& call, const ScriptDigest& digest, Arguments keys, Arguments values) {
  if (sandbox_->heap().is_worn()) renew();
  const Script& script = cache_.at(digest);
  if (script.function == LUA_NOREF && !load(call, std::string(script.text), digest)) return;
  lua_State* const lua = sandbox_->state();
  run_.start(call);
  sandbox_->start_run(run_);
  Running running{*this, call.reply, script.function, digest, keys, values};
  const std::size_t start = call.reply.buffer().size();
  if (lua_cpcall(lua, execute, &running) != 0) {
    // Memory ran out outside the script itself: on the way in or out.
    call.reply.buffer().resize(start);
    reply_bare_error(call.reply, digest, text_at(lua, -1));
  }
  lua_settop(lua, 0);
}

int ScriptEngine::compile(lua_State* lua) {
  Loading& loading = *static_cast<Loading*>(lua_touserdata(lua, 1));
  if (compile_text(lua, loading.text, "@user_script") != 0) return lua_error(lua);
  loading.reference = luaL_ref(lua, LUA_REGISTRYINDEX);
  return 0;
}

int ScriptEngine::execute(lua_State* lua) {
  Running& running = *static_cast<Running*>(lua_touserdata(lua, 1));
  running.engine.sandbox_->push_globals();
  set_array(lua, "KEYS", running.keys);
  set_array(lua, "ARGV", running.values);
  lua_settop(lua, 0);
  running.engine.sandbox_->push_error_handler();
  lua_rawgeti(lua, LUA_REGISTRYINDEX, running.function);
  watch_budget(lua);
  const int status = lua_pcall(lua, 0, 1, 1);
  forget_budget(lua);
  if (status == 0) {
    running.engine.writer_.pop(lua, running.reply);
  } else {
    reply_error(lua, running.reply, running.digest);
  }
  return 0;
}

}  // namespace rollcall::sim::redis
