#include "sim/redis/script_engine.h"

#include <string>

namespace rollcall::sim::redis {

void ScriptEngine::flush() {
  cache_.clear();
  runner_.reset();
}

bool ScriptEngine::load(Call& call, std::string_view text, const ScriptDigest& digest) {
  if (contains(digest)) return true;
  const auto script = read_script(text);
  if (!script) {
    call.reply.error(script.error());
    return false;
  }
  const auto function = runner_.compile(script->body, "@user_script");
  if (!function) {
    call.reply.error("ERR Error compiling script (new function): " + function.error());
    return false;
  }
  cache_[digest] = {*function, script->flags};
  return true;
}

void ScriptEngine::run(Call& call, const ScriptDigest& digest, Arguments keys, Arguments values,
                       ScriptRights rights) {
  runner_.run(call, {.function = cache_.at(digest).function,
                     .name = {digest.data(), digest.size()},
                     .keys = keys,
                     .values = values,
                     .takes_parameters = false,
                     .rights = rights});
}

}  // namespace rollcall::sim::redis
