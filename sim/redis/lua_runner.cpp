#include "sim/redis/lua_runner.h"

#include <utility>

#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_compile.h"
#include "sim/redis/lua_errors.h"
#include "sim/redis/lua_redis_api.h"

namespace rollcall::sim::redis {
namespace {

std::string_view text_at(lua_State* lua, int index) {
  std::size_t length = 0;
  const char* const text = lua_tolstring(lua, index, &length);
  return text == nullptr ? std::string_view() : std::string_view(text, length);
}

void push_array(lua_State* lua, Arguments words) {
  lua_createtable(lua, static_cast<int>(words.size()), 0);
  int at = 0;
  for (const std::string_view word : words) {
    lua_pushlstring(lua, word.data(), word.size());
    lua_rawseti(lua, -2, ++at);
  }
}

void reply_bare_error(Reply& reply, std::string_view name, std::string_view why) {
  reply.error("ERR Error running script " + std::string(name) + ", " +
              std::string(why.substr(0, 100)));
}

// The error on top of the stack is a table that the message handler has made, or, when memory ran
// out, a string.
void reply_error(lua_State* lua, Reply& reply, std::string_view name) {
  if (!lua_istable(lua, -1)) return reply_bare_error(reply, name, text_at(lua, -1));
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
    message += name;
    message += ", on ";
    message += source;
    message += ':';
    message += line;
    message += '.';
  }
  reply.error(message);
}

int call_protected(lua_State* lua, int arguments, int handler) {
  watch_budget(lua);
  const int status = lua_pcall(lua, arguments, 1, handler);
  forget_budget(lua);
  return status;
}

}  // namespace

LuaRunner::LuaRunner(InterpreterPool* interpreters)
    : interpreters_(interpreters),
      sandbox_(interpreters == nullptr ? std::make_unique<LuaSandbox>() : interpreters->take()) {}

LuaRunner::~LuaRunner() {
  if (interpreters_ != nullptr) interpreters_->give_back(std::move(sandbox_));
}

void LuaRunner::reset() {
  const LuaRandom random = sandbox_->random;  // Redis keeps it outside of the interpreter
  sandbox_->reset();
  sandbox_->random = random;
}

bool LuaRunner::renew_if_worn() {
  if (!sandbox_->heap().is_worn()) return false;
  reset();
  return true;
}

std::expected<LuaReference, std::string> LuaRunner::compile(std::string_view text,
                                                            const char* name) {
  sandbox_->start_run(run_);
  Compiling compiling{text, name, 0};
  lua_State* const lua = sandbox_->state();
  std::expected<LuaReference, std::string> compiled;
  if (lua_cpcall(lua, compile_protected, &compiling) == 0) {
    compiled = LuaReference{compiling.reference};
  } else {
    compiled = std::unexpected(std::string(text_at(lua, -1)));
  }
  lua_settop(lua, 0);
  return compiled;
}

void LuaRunner::forget(LuaReference function) {
  luaL_unref(sandbox_->state(), LUA_REGISTRYINDEX, static_cast<int>(function));
}

void LuaRunner::run(Call& call, const Run& run) {
  lua_State* const lua = sandbox_->state();
  run_.start(call, {.text = run.name, .is_function = run.takes_parameters}, run.rights);
  sandbox_->start_run(run_);
  Running running{*this, call.reply, run};
  const std::size_t start = call.reply.buffer().size();
  if (lua_cpcall(lua, run_protected, &running) != 0) {
    // Memory ran out outside the script itself: on the way in or out.
    call.reply.buffer().resize(start);
    reply_bare_error(call.reply, run.name, text_at(lua, -1));
  }
  run_.finish();
  lua_settop(lua, 0);
}

std::expected<void, std::string> LuaRunner::run_alone(const RunAlone& run) {
  lua_State* const lua = sandbox_->state();
  run_.start_alone(run.instructions);
  sandbox_->start_run(run_);
  RunAlone argument = run;
  std::expected<void, std::string> done;
  if (lua_cpcall(lua, run_alone_protected, &argument) != 0) {
    done = std::unexpected(std::string(text_at(lua, -1)));
  }
  lua_settop(lua, 0);
  return done;
}

int LuaRunner::compile_protected(lua_State* lua) {
  Compiling& compiling = *static_cast<Compiling*>(lua_touserdata(lua, 1));
  if (compile_text(lua, compiling.text, compiling.name) != 0) return lua_error(lua);
  compiling.reference = luaL_ref(lua, LUA_REGISTRYINDEX);
  return 0;
}

int LuaRunner::run_protected(lua_State* lua) {
  Running& running = *static_cast<Running*>(lua_touserdata(lua, 1));
  const Run& run = running.run;
  if (!run.takes_parameters) {
    running.runner.sandbox_->push_globals();
    push_array(lua, run.keys);
    lua_setfield(lua, -2, "KEYS");
    push_array(lua, run.values);
    lua_setfield(lua, -2, "ARGV");
  }
  lua_settop(lua, 0);
  running.runner.sandbox_->push_error_handler();
  lua_rawgeti(lua, LUA_REGISTRYINDEX, static_cast<int>(run.function));
  if (run.takes_parameters) {
    push_array(lua, run.keys);
    push_array(lua, run.values);
  }
  if (call_protected(lua, run.takes_parameters ? 2 : 0, 1) == 0) {
    running.runner.writer_.pop(lua, running.runner.run_.protocol(), running.reply);
  } else {
    reply_error(lua, running.reply, run.name);
  }
  return 0;
}

int LuaRunner::run_alone_protected(lua_State* lua) {
  const RunAlone& run = *static_cast<RunAlone*>(lua_touserdata(lua, 1));
  lua_settop(lua, 0);
  LuaSandbox::of(lua).push_error_handler();
  lua_rawgeti(lua, LUA_REGISTRYINDEX, static_cast<int>(run.chunk));
  LuaSandbox::of(lua).begin_loading(run.functions);
  const int status = call_protected(lua, 0, 1);
  LuaSandbox::of(lua).end_loading();  // takes no memory: its words are there already
  if (status == 0) return 0;
  if (lua_istable(lua, -1)) lua_getfield(lua, -1, "err");
  return lua_error(lua);
}

}  // namespace rollcall::sim::redis
