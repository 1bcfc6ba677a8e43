#include "sim/redis/function_registrar.h"

#include <algorithm>

#include "sim/redis/lua_errors.h"
#include "sim/redis/lua_sandbox.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// Numbers, too, become their digits.
std::string_view text_at(lua_State* lua, int index) {
  std::size_t length = 0;
  const char* const text = lua_tolstring(lua, index, &length);
  return {text, length};
}

}  // namespace

bool is_valid_function_name(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= '0' && c <= '9') || (upper(c) >= 'A' && upper(c) <= 'Z') || c == '_';
  };
  return !name.empty() && std::ranges::all_of(name, fits);
}

int FunctionRegistrar::register_function(lua_State* lua) {
  FunctionRegistrar* const registrar = LuaSandbox::of(lua).registrar;
  const char* const wrong =
      registrar == nullptr ? "redis.register_function can only be called on FUNCTION LOAD command"
                           : registrar->add(lua);
  return wrong == nullptr ? 0 : raise_error(lua, wrong);
}

const char* FunctionRegistrar::add(lua_State* lua) {
  next_ = {};
  has_callback_ = false;
  const int arguments = lua_gettop(lua);
  if (arguments < 1 || arguments > 2) {
    return "wrong number of arguments to redis.register_function";
  }
  if (arguments == 1) {
    if (const char* const wrong = read_named(lua)) return wrong;
  } else {
    if (lua_isstring(lua, 1) == 0) {
      return "first argument to redis.register_function must be a string";
    }
    if (!lua_isfunction(lua, 2)) {
      return "second argument to redis.register_function must be a function";
    }
    next_.name = text_at(lua, 1);
    next_.function = LuaReference{luaL_ref(lua, LUA_REGISTRYINDEX)};
  }
  if (!is_valid_function_name(next_.name)) return invalid_function_name.data();
  if (std::ranges::find(functions_, next_.name, &RegisteredFunction::name) != functions_.end()) {
    return "Function already exists in the library";
  }
  functions_.push_back(std::move(next_));
  return nullptr;
}

// The one argument is a table of named ones.
const char* FunctionRegistrar::read_named(lua_State* lua) {
  if (!lua_istable(lua, 1)) {
    return "calling redis.register_function with a single argument is only applicable to Lua table "
           "(representing named arguments).";
  }
  for (lua_pushnil(lua); lua_next(lua, 1) != 0; lua_settop(lua, 2)) {
    if (lua_type(lua, 2) != LUA_TSTRING) return "unknown argument given to redis.register_function";
    if (const char* const wrong = read_argument(lua, text_at(lua, 2))) return wrong;
  }
  if (next_.name.empty()) return "redis.register_function must get a function name argument";
  if (!has_callback_) return "redis.register_function must get a callback argument";
  return nullptr;
}

// Its value is at the top of the stack.
const char* FunctionRegistrar::read_argument(lua_State* lua, std::string_view name) {
  if (name == "function_name") {
    if (lua_isstring(lua, -1) == 0) {
      return "function_name argument given to redis.register_function must be a string";
    }
    next_.name = text_at(lua, -1);
  } else if (name == "description") {
    if (lua_isstring(lua, -1) == 0) {
      return "description argument given to redis.register_function must be a string";
    }
    next_.description = text_at(lua, -1);
  } else if (name == "callback") {
    if (!lua_isfunction(lua, -1)) {
      return "callback argument given to redis.register_function must be a function";
    }
    lua_pushvalue(lua, -1);
    next_.function = LuaReference{luaL_ref(lua, LUA_REGISTRYINDEX)};
    has_callback_ = true;
  } else if (name == "flags") {
    if (!lua_istable(lua, -1)) {
      return "flags argument to redis.register_function must be a table representing function "
             "flags";
    }
    return read_flags(lua);
  } else {
    return "unknown argument given to redis.register_function";
  }
  return nullptr;
}

const char* FunctionRegistrar::read_flags(lua_State* lua) {
  for (int at = 1;; ++at) {
    lua_rawgeti(lua, -1, at);
    if (lua_isnil(lua, -1)) return nullptr;
    if (lua_type(lua, -1) != LUA_TSTRING || !set_flag(next_.flags, text_at(lua, -1))) {
      return "unknown flag given";
    }
    lua_pop(lua, 1);
  }
}

}  // namespace rollcall::sim::redis
