// The functions of one server, in libraries that clients load: FUNCTION and FCALL. Unlike scripts
// they are part of the dataset.
//
// As in Redis they live in an interpreter of their own. One thing shows that it is the model's:
// they are listed in the order of their names.
#pragma once

#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"
#include "sim/redis/function_registrar.h"
#include "sim/redis/lua_runner.h"

namespace rollcall::sim::redis {

class Functions {
 public:
  struct Library {
    std::string code;
    std::map<std::string, RegisteredFunction> functions;
  };
  using Libraries = std::map<std::string, Library, std::less<>>;

  // `interpreters`, when there are any, must outlive the functions.
  explicit Functions(InterpreterPool* interpreters) : runner_(interpreters) {}

  struct LoadOptions {
    bool replace;
    std::uint64_t instructions_max;
  };
  // The name of the library; the error is for the reply.
  std::expected<std::string, std::string> load(std::string_view code, LoadOptions options);
  bool erase(std::string_view library);
  void clear();
  [[nodiscard]] const Libraries& libraries() const { return libraries_; }
  [[nodiscard]] std::size_t size() const { return by_name_.size(); }

  // nullptr: there is none of that name, in any case of letters.
  [[nodiscard]] const RegisteredFunction* find(std::string_view name) const;
  // Runs the function of that name, which there is, and writes its reply.
  void run(Call& call, std::string_view name, Arguments keys, Arguments values,
           ScriptRights rights);

 private:
  // What redis.register_function() is called with while the code runs once.
  std::expected<std::vector<RegisteredFunction>, std::string> registered_by(
      std::string_view body, std::uint64_t instructions_max);
  void forget(const std::vector<RegisteredFunction>& functions);
  // A worn interpreter is replaced, and the libraries are loaded anew.
  void renew_if_worn(std::uint64_t instructions_max);

  LuaRunner runner_;
  Libraries libraries_;
  std::map<std::string, const RegisteredFunction*> by_name_;  // in lower case
};

}  // namespace rollcall::sim::redis
