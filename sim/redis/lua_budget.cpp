#include "sim/redis/lua_budget.h"

#include "sim/redis/lua_errors.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/script_run.h"

namespace rollcall::sim::redis {
namespace {

// From the end on each line raises again, so that no pcall() in the script can catch the error and
// go on.
void check(lua_State* lua, lua_Debug* event) {
  charge(lua, event->event == LUA_HOOKCOUNT ? instructions_per_pause : 0);
}

}  // namespace

void watch_budget(lua_State* lua) {
  lua_sethook(lua, check, LUA_MASKCOUNT, instructions_per_pause);
}

void forget_budget(lua_State* lua) { lua_sethook(lua, nullptr, 0, 0); }

void charge(lua_State* lua, std::uint64_t instructions) {
  ScriptRun& run = *LuaSandbox::of(lua).run;
  if (!run.has_to_end(instructions)) return;
  lua_sethook(lua, check, LUA_MASKLINE, 0);
  raise_error(lua, run.has_caller() ? "Script killed by user with SCRIPT KILL..."
                                    : "FUNCTION LOAD timeout");
}

}  // namespace rollcall::sim::redis
