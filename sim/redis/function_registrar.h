// What redis.register_function() does while a library of functions is loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/lua_library.h"
#include "sim/redis/lua_runner.h"
#include "sim/redis/script_flags.h"

namespace rollcall::sim::redis {

struct RegisteredFunction {
  std::string name;
  LuaReference function{};
  ScriptFlags flags{};
  std::optional<std::string> description{};
};

// Letters, digits and underscores: for functions and libraries.
[[nodiscard]] bool is_valid_function_name(std::string_view name);
inline constexpr std::string_view invalid_function_name =
    "Library names can only contain letters, numbers, or underscores(_) and must be at least one "
    "character long";

class FunctionRegistrar {
 public:
  // The function of Lua's, which works on the registrar of its sandbox.
  static int register_function(lua_State* lua);

  [[nodiscard]] std::vector<RegisteredFunction> take() { return std::move(functions_); }

 private:
  // From the arguments on Lua's stack; why that is not possible, or nullptr. What it builds lies in
  // members: a Lua error may jump over its frame.
  const char* add(lua_State* lua);
  const char* read_named(lua_State* lua);
  const char* read_argument(lua_State* lua, std::string_view name);
  const char* read_flags(lua_State* lua);

  std::vector<RegisteredFunction> functions_;
  RegisteredFunction next_;
  bool has_callback_ = false;
};

}  // namespace rollcall::sim::redis
