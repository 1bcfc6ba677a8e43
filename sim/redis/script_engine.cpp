#include "sim/redis/script_engine.h"

#include <string>

namespace rollcall::sim::redis {

void ScriptEngine::flush() {
  cache_.clear();
  runner_.reset();
}

void ScriptEngine::renew_if_worn() {
  if (!runner_.renew_if_worn()) return;
  for (auto& [digest, script] : cache_) script.function.reset();
}

bool ScriptEngine::load(Call& call, std::string_view text, const ScriptDigest& digest) {
  const auto found = cache_.find(digest);
  if (found != cache_.end() && found->second.function) return true;
  const auto script = read_script(text);
  if (!script) {
    call.reply.error(script.error());
    return false;
  }
  renew_if_worn();
  const auto function = runner_.compile(script->body, "@user_script");
  if (!function) {
    call.reply.error("ERR Error compiling script (new function): " + function.error());
    return false;
  }
  cache_[digest] = {std::string(text), *function, script->flags};
  return true;
}

void ScriptEngine::run(Call& call, const ScriptDigest& digest, Arguments keys, Arguments values,
                       ScriptRights rights) {
  renew_if_worn();
  const Script& script = cache_.at(digest);
  if (!script.function && !load(call, std::string(script.text), digest)) return;
  runner_.run(call, {.function = *script.function,
                     .name = {digest.data(), digest.size()},
                     .keys = keys,
                     .values = values,
                     .takes_parameters = false,
                     .rights = rights});
}

}  // namespace rollcall::sim::redis
