#include "sim/redis/lua_sandbox.h"

#include <algorithm>
#include <array>
#include <limits>

#include "engine/check.h"
#include "sim/redis/lua_builtins.h"
#include "sim/redis/lua_cjson.h"
#include "sim/redis/lua_cmsgpack.h"
#include "sim/redis/lua_errors.h"
#include "sim/redis/lua_library.h"
#include "sim/redis/lua_matching.h"
#include "sim/redis/lua_redis_api.h"
#include "sim/redis/lua_stack_guards.h"
#include "sim/redis/lua_stand_in.h"
#include "sim/redis/lua_struct.h"
#include "sim/redis/script_run.h"

namespace rollcall::sim::redis {
namespace {

// Keys of the registry. Strings, so that their addresses mean nothing.
constexpr const char* globals = "rollcall.globals";
constexpr const char* loading_globals = "rollcall.loading_globals";
constexpr const char* error_handler = "rollcall.error_handler";

constexpr std::array allowed_globals = {
    "_VERSION", "assert", "collectgarbage", "coroutine", "error",    "gcinfo", "ipairs", "math",
    "rawequal", "select", "string",         "table",     "tonumber", "type",   "unpack", "xpcall",
};

void open(lua_State* lua, lua_CFunction library, const char* name) {
  lua_pushcfunction(lua, library);
  lua_pushstring(lua, name);
  lua_call(lua, 1, 0);
}

void set_function(lua_State* lua, const char* name, lua_CFunction function) {
  lua_pushcfunction(lua, function);
  lua_setfield(lua, -2, name);
}

// Functions that stock Lua would let see through stand-ins, or draw numbers that Redis does not.
void amend_libraries(lua_State* lua) {
  guard_protected_calls(lua);
  lua_getglobal(lua, "string");
  add_matching_functions(lua);
  lua_pop(lua, 1);
  lua_getglobal(lua, "math");
  set_function(lua, "random", lua_math_random);
  set_function(lua, "randomseed", lua_math_randomseed);
  lua_pop(lua, 1);
  lua_getglobal(lua, "table");
  stand_before_stock(lua, "insert", lua_table_insert);
  lua_pop(lua, 1);
  lua_pushvalue(lua, LUA_GLOBALSINDEX);
  stand_before_stock(lua, "unpack", lua_unpack);
  lua_pop(lua, 1);
}

// Leaves the table of the real globals, filled with what scripts may use, on the stack.
void build_globals(lua_State* lua) {
  lua_newtable(lua);
  for (const char* const name : allowed_globals) {
    lua_getglobal(lua, name);
    lua_setfield(lua, -2, name);
  }
  lua_getglobal(lua, "bit");
  lua_setfield(lua, -2, "bit");
  add_cjson(lua);
  add_cmsgpack(lua);
  add_struct(lua);
  for (const auto& [name, function] : lua_builtins()) set_function(lua, name, function);
  push_redis_library(lua);
  lua_setfield(lua, -2, "redis");
}

// Replaces each library in the globals on top of the stack by its read-only stand-in.
void protect_libraries(lua_State* lua) {
  for (const char* const name :
       {"bit", "cjson", "cmsgpack", "coroutine", "math", "redis", "string", "struct", "table"}) {
    lua_getfield(lua, -1, name);
    push_stand_in(lua);
    lua_setfield(lua, -2, name);
  }
  // ("x"):upper() looks into the metatable of strings.
  lua_pushliteral(lua, "");
  lua_getmetatable(lua, -1);
  lua_getfield(lua, -3, "string");
  lua_setfield(lua, -2, "__index");
  push_stand_in(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, string_metatable);
  lua_pop(lua, 1);
}

// Of the table on top of the stack.
void refuse_what_is_missing(lua_State* lua) {
  lua_newtable(lua);
  set_function(lua, "__index", lua_missing_global);
  lua_setmetatable(lua, -2);
}

void build_loading_globals(lua_State* lua) {
  lua_newtable(lua);
  push_loading_library(lua);
  refuse_what_is_missing(lua);
  push_stand_in(lua);
  lua_setfield(lua, -2, "redis");
  refuse_what_is_missing(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, loading_globals);
}

// What getmetatable(_G) shows.
void build_globals_metatable(lua_State* lua) {
  lua_newtable(lua);
  set_function(lua, "__index", lua_missing_global);
  push_stand_in(lua);
  lua_setfield(lua, LUA_REGISTRYINDEX, globals_metatable);
}

int build(lua_State* lua) {
  open(lua, luaopen_base, "");
  open(lua, luaopen_table, LUA_TABLIBNAME);
  open(lua, luaopen_string, LUA_STRLIBNAME);
  open(lua, luaopen_math, LUA_MATHLIBNAME);
  open(lua, luaopen_bit, "bit");
  amend_libraries(lua);
  create_stand_ins(lua);
  lua_pushcfunction(lua, lua_error_handler);
  lua_setfield(lua, LUA_REGISTRYINDEX, error_handler);

  build_globals(lua);
  protect_libraries(lua);
  refuse_what_is_missing(lua);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, LUA_REGISTRYINDEX, globals);
  build_loading_globals(lua);
  build_globals_metatable(lua);
  lua_pushvalue(lua, -1);
  push_stand_in(lua);
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -3, "_G");
  lua_replace(lua, LUA_GLOBALSINDEX);
  lua_pop(lua, 1);
  lua_gc(lua, LUA_GCCOLLECT, 0);
  return 0;
}

}  // namespace

LuaSandbox::LuaSandbox() {
  lua_ = lua_newstate(allocate, this);
  ROLLCALL_CHECK(lua_ != nullptr, "no memory for a Lua interpreter");
  const int status = lua_cpcall(lua_, build, nullptr);
  ROLLCALL_CHECK(status == 0, "the Lua sandbox could not be built");
  heap_.keep_image();
}

void* LuaSandbox::allocate(void* sandbox, void* block, std::size_t old_size, std::size_t new_size) {
  constexpr std::size_t large = 512;
  LuaSandbox& self = *static_cast<LuaSandbox*>(sandbox);
  if (new_size > std::max(old_size, large)) {
    if (self.allocated_ > self.allocated_max_) return nullptr;
    self.allocated_ += new_size;
  }
  return self.heap_.reallocate(block, old_size, new_size);
}

void LuaSandbox::start_run(ScriptRun& script) {
  run = &script;
  heavy_calls = 0;
  allocated_ = 0;
  allocated_max_ =
      script.is_alone() ? allocated_max_alone : std::numeric_limits<std::size_t>::max();
}

LuaSandbox& LuaSandbox::of(lua_State* lua) {
  void* sandbox = nullptr;
  lua_getallocf(lua, &sandbox);
  return *static_cast<LuaSandbox*>(sandbox);
}

void LuaSandbox::reset() {
  heap_.restore_image();
  heavy_calls = 0;
  allocated_ = 0;
  random = {};
  run = nullptr;
  registrar = nullptr;
}

// The table of globals is empty, and looks for them where its metatable says.
void LuaSandbox::show(const char* visible) {
  lua_getmetatable(lua_, LUA_GLOBALSINDEX);
  lua_getfield(lua_, LUA_REGISTRYINDEX, visible);
  lua_setfield(lua_, -2, "__index");
  lua_pop(lua_, 1);
}

void LuaSandbox::begin_loading(FunctionRegistrar& functions) {
  registrar = &functions;
  show(loading_globals);
}

void LuaSandbox::end_loading() {
  registrar = nullptr;
  show(globals);
}

void LuaSandbox::push_globals() { lua_getfield(lua_, LUA_REGISTRYINDEX, globals); }

void LuaSandbox::push_error_handler() { lua_getfield(lua_, LUA_REGISTRYINDEX, error_handler); }

}  // namespace rollcall::sim::redis
