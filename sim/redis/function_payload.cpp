#include "sim/redis/function_payload.h"

#include <optional>
#include <string>
#include <vector>

#include "sim/redis/dump_payload.h"
#include "sim/redis/functions.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

enum class Policy { append, replace, flush };

std::optional<Policy> policy_argument(Call& call) {
  if (call.args.size() == 3 || equals_ignoring_case(call.args[3], "APPEND")) return Policy::append;
  if (equals_ignoring_case(call.args[3], "REPLACE")) return Policy::replace;
  if (equals_ignoring_case(call.args[3], "FLUSH")) return Policy::flush;
  call.reply.error(
      "ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
  return std::nullopt;
}

// Why `added` cannot come to what there is; empty: it can.
std::string collision(const Functions& present, const Functions& added, bool replace) {
  const Functions::Libraries& old = present.libraries();
  for (const auto& [name, library] : added.libraries()) {
    if (!replace && old.contains(name)) return "ERR Library " + name + " already exists";
  }
  for (const auto& [name, library] : old) {
    if (added.libraries().contains(name)) continue;  // it goes
    for (const auto& [function, registered] : library.functions) {
      if (added.find(function) != nullptr) return "ERR Function " + function + " already exists";
    }
  }
  return {};
}

}  // namespace

void dump_functions(Call& call) {
  call.reply.bulk(libraries_payload(call.instance.function_libraries()));
}

void restore_functions(Call& call) {
  if (call.args.size() > 4) return call.wrong_subcommand();
  const auto policy = policy_argument(call);
  if (!policy) return;
  if (!is_dump_payload(call.args[2])) {
    return call.reply.error("ERR DUMP payload version or checksum are wrong");
  }
  const auto codes = restored_libraries(call.args[2]);
  if (!codes) return call.reply.error("ERR given type is not a function");
  const Functions::LoadOptions options{
      .replace = false, .instructions_max = call.instance.config.script_instructions_max};
  Functions added(nullptr);
  for (const std::string& code : *codes) {
    const auto library = added.load(code, options);
    if (!library) return call.reply.error(library.error());
  }
  Functions& present = call.instance.functions();
  if (*policy == Policy::flush) {
    present.clear();
  } else if (const auto error = collision(present, added, *policy == Policy::replace);
             !error.empty()) {
    return call.reply.error(error);
  }
  for (const auto& [name, library] : added.libraries()) present.erase(name);
  for (const std::string& code : *codes) {
    const auto library = present.load(code, options);
    if (!library) return call.reply.error(library.error());
  }
  ++call.instance.dirty;
  call.reply.ok();
}

}  // namespace rollcall::sim::redis
