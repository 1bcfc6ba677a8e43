#include "sim/redis/lua_redis_api.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "sim/redis/function_registrar.h"
#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_errors.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/script_run.h"
#include "sim/redis/sha1.h"
#include "sim/redis/version.h"

namespace rollcall::sim::redis {
namespace {

// What a command costs beside Lua's own instructions, about.
constexpr std::uint64_t instructions_per_call = 50;

int call(lua_State* lua) {
  charge(lua, instructions_per_call);
  const bool failed = LuaSandbox::of(lua).run->call(lua);
  return failed ? lua_error(lua) : 1;
}

int pcall(lua_State* lua) {
  charge(lua, instructions_per_call);
  LuaSandbox::of(lua).run->call(lua);
  return 1;
}

int sha1hex(lua_State* lua) {
  if (lua_gettop(lua) != 1) return raise_error(lua, "wrong number of arguments");
  std::size_t length = 0;
  const char* const text = lua_tolstring(lua, 1, &length);
  charge(lua, length);
  const ScriptDigest digest = sha1_hex(text == nullptr ? "" : std::string_view(text, length));
  lua_pushlstring(lua, digest.data(), digest.size());
  return 1;
}

constexpr std::string_view one_string = "wrong number or type of arguments";

int error_reply(lua_State* lua) {
  if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TSTRING) {
    push_error(lua, one_string);
    return 1;
  }
  // A dash in front makes the first word its code.
  if (lua_tostring(lua, 1)[0] != '-') {
    lua_pushliteral(lua, "-");
    lua_insert(lua, 1);
    lua_concat(lua, 2);
  }
  push_error(lua, lua_tostring(lua, 1));
  return 1;
}

int status_reply(lua_State* lua) {
  if (lua_gettop(lua) != 1 || lua_type(lua, 1) != LUA_TSTRING) {
    push_error(lua, one_string);
    return 1;
  }
  lua_newtable(lua);
  lua_pushvalue(lua, 1);
  lua_setfield(lua, -2, "ok");
  return 1;
}

// Checks its arguments as Redis does; there is no log here.
int log(lua_State* lua) {
  if (lua_gettop(lua) < 2) {
    return raise_error(lua, "redis.log() requires two arguments or more.");
  }
  if (lua_isnumber(lua, 1) == 0) {
    return raise_error(lua, "First argument must be a number (log level).");
  }
  const lua_Number level = lua_tonumber(lua, 1);
  if (!(level >= 0 && level < 4)) return raise_error(lua, "Invalid debug level.");
  return 0;
}

int setresp(lua_State* lua) {
  if (lua_gettop(lua) != 1) return raise_error(lua, "redis.setresp() requires one argument.");
  const lua_Number version = lua_tonumber(lua, 1);
  if (!(version >= 2 && version < 4)) return raise_error(lua, "RESP version must be 2 or 3.");
  LuaSandbox::of(lua).run->set_protocol(version >= 3 ? Protocol::resp3 : Protocol::resp2);
  return 0;
}

// There are no users but one, who may do anything.
int acl_check_cmd(lua_State* lua) {
  if (lua_gettop(lua) == 0) {
    return raise_error(lua, "Please specify at least one argument for this redis lib call");
  }
  if (!LuaSandbox::of(lua).run->names_command(lua)) {
    return raise_error(lua, "Invalid command passed to redis.acl_check_cmd()");
  }
  lua_pushboolean(lua, 1);
  return 1;
}

constexpr int replicate_to_aof = 1;
constexpr int replicate_to_replica = 2;
constexpr int replicate_to_all = replicate_to_aof | replicate_to_replica;

int set_repl(lua_State* lua) {
  if (lua_gettop(lua) != 1) return raise_error(lua, "redis.set_repl() requires two arguments.");
  const lua_Number flags = lua_tonumber(lua, 1);
  if (!(flags >= 0 && flags <= replicate_to_all)) {
    return raise_error(
        lua, "Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
  }
  const int chosen = static_cast<int>(flags);
  LuaSandbox::of(lua).run->set_targets(
      {.file = (chosen & replicate_to_aof) != 0, .replicas = (chosen & replicate_to_replica) != 0});
  return 0;
}

int replicate_commands(lua_State* lua) {
  lua_pushboolean(lua, 1);
  return 1;
}

// Nobody debugs scripts here.
int breakpoint(lua_State* lua) {
  lua_pushboolean(lua, 0);
  return 1;
}

int debug(lua_State*) { return 0; }

constexpr std::array functions = {
    luaL_Reg{"acl_check_cmd", acl_check_cmd},
    luaL_Reg{"breakpoint", breakpoint},
    luaL_Reg{"call", call},
    luaL_Reg{"debug", debug},
    luaL_Reg{"error_reply", error_reply},
    luaL_Reg{"log", log},
    luaL_Reg{"pcall", pcall},
    luaL_Reg{"replicate_commands", replicate_commands},
    luaL_Reg{"set_repl", set_repl},
    luaL_Reg{"setresp", setresp},
    luaL_Reg{"sha1hex", sha1hex},
    luaL_Reg{"status_reply", status_reply},
};

struct Constant {
  const char* name;
  int value;
};

constexpr std::array log_levels = {
    Constant{"LOG_DEBUG", 0},
    Constant{"LOG_VERBOSE", 1},
    Constant{"LOG_NOTICE", 2},
    Constant{"LOG_WARNING", 3},
};

constexpr std::array replication_constants = {
    Constant{"REPL_NONE", 0},
    Constant{"REPL_AOF", replicate_to_aof},
    Constant{"REPL_SLAVE", replicate_to_replica},
    Constant{"REPL_REPLICA", replicate_to_replica},
    Constant{"REPL_ALL", replicate_to_all},
};

// Of the table on top of the stack.
void set_function(lua_State* lua, const luaL_Reg& function) {
  lua_pushcfunction(lua, function.func);
  lua_setfield(lua, -2, function.name);
}

void set_constants(lua_State* lua, std::span<const Constant> constants) {
  for (const auto& [name, value] : constants) {
    lua_pushinteger(lua, value);
    lua_setfield(lua, -2, name);
  }
}

void set_version(lua_State* lua) {
  lua_pushlstring(lua, redis_version.data(), redis_version.size());
  lua_setfield(lua, -2, "REDIS_VERSION");
  set_constants(lua, std::array{Constant{"REDIS_VERSION_NUM", redis_version_number}});
}

}  // namespace

void push_redis_library(lua_State* lua) {
  lua_newtable(lua);
  for (const luaL_Reg& function : functions) set_function(lua, function);
  set_constants(lua, log_levels);
  set_constants(lua, replication_constants);
  set_version(lua);
}

void push_loading_library(lua_State* lua) {
  lua_newtable(lua);
  set_function(lua, {"log", log});
  set_function(lua, {"register_function", FunctionRegistrar::register_function});
  set_constants(lua, log_levels);
  set_version(lua);
}

}  // namespace rollcall::sim::redis
