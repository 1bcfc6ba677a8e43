// EVAL, EVALSHA, SCRIPT.
#include <algorithm>
#include <array>
#include <string>

#include "sim/redis/declared_flags.h"
#include "sim/redis/families.h"
#include "sim/redis/functions.h"
#include "sim/redis/numbers.h"
#include "sim/redis/refusals.h"
#include "sim/redis/script_engine.h"
#include "sim/redis/script_run.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// The digest that a client wrote, in any case; false when it cannot be one.
bool read_digest(std::string_view text, ScriptDigest& digest) {
  if (text.size() != digest.size()) return false;
  std::transform(text.begin(), text.end(), digest.begin(), lower);
  return true;
}

void run(Call& call, const ScriptDigest& digest, std::size_t keys, bool only_reads) {
  ScriptEngine& scripts = call.instance.scripts();
  const ScriptFlags flags = scripts.flags_of(digest);
  if (!flags.declared) {
    if (const auto refused = refusal_of_scripts(call.instance)) return call.reply.error(*refused);
  } else if (only_reads && !flags.no_writes) {
    return call.reply.error("ERR Can not execute a script with write flag using *_ro command.");
  }
  const Arguments words = call.args.subspan(3);
  call.propagate_nothing();  // the commands that the script calls do
  scripts.run(call, digest, words.first(keys), words.subspan(keys),
              {.writes = !only_reads && !flags.no_writes, .exceeds_memory = flags.allow_oom});
}

void evaluate(Call& call, bool only_reads) {
  const auto keys = key_count(call);
  if (!keys) return;
  const ScriptDigest digest = sha1_hex(call.args[1]);
  if (call.instance.scripts().load(call, call.args[1], digest)) {
    run(call, digest, *keys, only_reads);
  }
}

void eval(Call& call) { evaluate(call, false); }
void eval_ro(Call& call) { evaluate(call, true); }

void reply_no_script(Call& call) {
  call.reply.error("NOSCRIPT No matching script. Please use EVAL.");
}

void evaluate_cached(Call& call, bool only_reads) {
  ScriptDigest digest;
  if (!read_digest(call.args[1], digest)) return reply_no_script(call);
  const auto keys = key_count(call);
  if (!keys) return;
  if (!call.instance.scripts().contains(digest)) return reply_no_script(call);
  run(call, digest, *keys, only_reads);
}

void evalsha(Call& call) { evaluate_cached(call, false); }
void evalsha_ro(Call& call) { evaluate_cached(call, true); }

void script_load(Call& call) {
  const ScriptDigest digest = sha1_hex(call.args[2]);
  if (!call.instance.scripts().load(call, call.args[2], digest)) return;
  call.reply.bulk({digest.data(), digest.size()});
}

void script_exists(Call& call) {
  call.reply.array(call.args.size() - 2);
  for (const std::string_view text : call.args.subspan(2)) {
    ScriptDigest digest;
    const bool known = read_digest(text, digest) && call.instance.scripts().contains(digest);
    call.reply.integer(known ? 1 : 0);
  }
}

void script_flush(Call& call) {
  const bool right = call.args.size() == 2 ||
                     (call.args.size() == 3 && (equals_ignoring_case(call.args[2], "SYNC") ||
                                                equals_ignoring_case(call.args[2], "ASYNC")));
  if (!right) return call.reply.error("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
  call.instance.scripts().flush();
  call.reply.ok();
}

void script_kill(Call& call) { kill_script(call, false); }

constexpr KeyPositions counted_keys{.numkeys = 2};

constexpr std::array script_subcommands = {
    Command{"SCRIPT|LOAD", 3, Flag::no_script | Flag::stale, no_keys, script_load},
    Command{"SCRIPT|EXISTS", -3, Flag::no_script, no_keys, script_exists},
    Command{"SCRIPT|KILL", 2, Flag::no_script | Flag::allow_busy, no_keys, script_kill},
    Command{"SCRIPT|FLUSH", -2, Flag::no_script, no_keys, script_flush},
};

constexpr Flags reads =
    Flag::no_script | Flag::stale | Flag::skip_monitor | Flag::no_mandatory_keys;
constexpr Flags runs = reads | Flag::may_replicate;

constexpr std::array family_commands = {
    Command{"EVAL", -3, runs, counted_keys, eval},
    Command{"EVAL_RO", -3, reads | Flag::readonly, counted_keys, eval_ro},
    Command{"EVALSHA", -3, runs, counted_keys, evalsha},
    Command{"EVALSHA_RO", -3, reads | Flag::readonly, counted_keys, evalsha_ro},
    Command{"SCRIPT", -2, no_flags, no_keys, nullptr, script_subcommands},
};

}  // namespace

std::optional<ScriptFlags> declared_flags(Instance& instance, const Command& command,
                                          Arguments args) {
  if (!command.flags.has(Flag::no_mandatory_keys)) return std::nullopt;  // it runs no script
  std::optional<ScriptFlags> flags;
  if (command.name.starts_with("FCALL")) {
    const auto* const function = instance.functions().find(args[1]);
    if (function != nullptr) flags = function->flags;
  } else if (command.name.starts_with("EVALSHA")) {
    ScriptDigest digest;
    const bool known = read_digest(args[1], digest) && instance.scripts().contains(digest);
    if (known) flags = instance.scripts().flags_of(digest);
  } else if (const auto script = read_script(args[1])) {
    flags = script->flags;
  }
  return flags && flags->declared ? flags : std::nullopt;
}

std::span<const Command> script_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
