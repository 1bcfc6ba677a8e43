// FUNCTION and FCALL.
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/function_payload.h"
#include "sim/redis/functions.h"
#include "sim/redis/glob.h"
#include "sim/redis/numbers.h"
#include "sim/redis/script_run.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void call_function(Call& call, bool only_reads) {
  const RegisteredFunction* const function = call.instance.functions().find(call.args[1]);
  if (function == nullptr) return call.reply.error("ERR Function not found");
  const auto keys = key_count(call, "ERR Bad number of keys provided");
  if (!keys) return;
  const ScriptFlags& flags = function->flags;
  if (only_reads && !flags.no_writes) {
    return call.reply.error("ERR Can not execute a script with write flag using *_ro command.");
  }
  const Arguments words = call.args.subspan(3);
  call.propagate_nothing();  // the commands that the function calls do
  call.instance.functions().run(call, call.args[1], words.first(*keys), words.subspan(*keys),
                                {.writes = !flags.no_writes, .exceeds_memory = flags.allow_oom});
}

void fcall(Call& call) { call_function(call, false); }
void fcall_ro(Call& call) { call_function(call, true); }

// What stands at the end of an error loses its line breaks.
std::string shown(std::string_view word) {
  constexpr std::string_view line_breaks = "\r\n";
  return std::string(word.substr(0, word.find_last_not_of(line_breaks) + 1));
}

void load(Call& call) {
  bool replace = false;
  for (const std::string_view word : call.args.subspan(2, call.args.size() - 3)) {
    if (!equals_ignoring_case(word, "REPLACE")) {
      return call.reply.error("ERR Unknown option given: " + shown(word));
    }
    replace = true;
  }
  const auto library = call.instance.functions().load(
      call.args.back(),
      {.replace = replace, .instructions_max = call.instance.config.script_instructions_max});
  if (!library) return call.reply.error(library.error());
  ++call.instance.dirty;
  call.reply.bulk(*library);
}

void erase(Call& call) {
  if (!call.instance.functions().erase(call.args[2])) {
    return call.reply.error("ERR Library not found");
  }
  ++call.instance.dirty;
  call.reply.ok();
}

void flush(Call& call) {
  if (call.args.size() > 3) return call.wrong_subcommand();
  const bool right = call.args.size() == 2 || equals_ignoring_case(call.args[2], "SYNC") ||
                     equals_ignoring_case(call.args[2], "ASYNC");
  if (!right) return call.reply.error("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
  if (call.instance.has_functions()) call.instance.functions().clear();
  call.propagate_as(call.args);  // even when there was nothing to delete
  call.reply.ok();
}

struct ListOptions {
  std::optional<std::string_view> pattern;
  bool with_code = false;
};

std::optional<ListOptions> parse_list_options(Call& call) {
  ListOptions options;
  for (std::size_t at = 2; at < call.args.size(); ++at) {
    const std::string_view word = call.args[at];
    if (!options.with_code && equals_ignoring_case(word, "WITHCODE")) {
      options.with_code = true;
    } else if (!options.pattern && equals_ignoring_case(word, "LIBRARYNAME")) {
      if (++at == call.args.size()) {
        call.reply.error("ERR library name argument was not given");
        return std::nullopt;
      }
      options.pattern = call.args[at];
    } else {
      call.reply.error("ERR Unknown argument " + shown(word));
      return std::nullopt;
    }
  }
  return options;
}

void reply_function(Call& call, const RegisteredFunction& function) {
  call.reply.map(3);
  call.reply.bulk("name");
  call.reply.bulk(function.name);
  call.reply.bulk("description");
  function.description ? call.reply.bulk(*function.description) : call.reply.null();
  std::vector<std::string_view> flags;
  for (const ScriptFlagName& known : script_flag_names) {
    if (function.flags.*known.flag) flags.push_back(known.name);
  }
  call.reply.bulk("flags");
  call.reply.set(flags.size());
  for (const std::string_view flag : flags) call.reply.simple(flag);
}

void list(Call& call) {
  const auto options = parse_list_options(call);
  if (!options) return;
  std::vector<const Functions::Libraries::value_type*> listed;
  for (const auto& library : call.instance.functions().libraries()) {
    if (!options->pattern || glob_matches(*options->pattern, library.first)) {
      listed.push_back(&library);
    }
  }
  call.reply.array(listed.size());
  for (const auto* const library : listed) {
    call.reply.map(options->with_code ? 4 : 3);
    call.reply.bulk("library_name");
    call.reply.bulk(library->first);
    call.reply.bulk("engine");
    call.reply.bulk("LUA");
    call.reply.bulk("functions");
    call.reply.array(library->second.functions.size());
    for (const auto& [name, function] : library->second.functions) reply_function(call, function);
    if (!options->with_code) continue;
    call.reply.bulk("library_code");
    call.reply.bulk(library->second.code);
  }
}

void reply_running(Call& call, const ScriptRun& script) {
  call.reply.map(3);
  call.reply.bulk("name");
  call.reply.bulk(script.name().text);
  call.reply.bulk("command");
  call.reply.array(script.caller().args.size());
  for (const std::string_view word : script.caller().args) call.reply.bulk(word);
  call.reply.bulk("duration_ms");
  call.reply.integer(call.now - script.caller().now);
}

void stats(Call& call) {
  const ScriptRun* const script = call.instance.script;
  if (script != nullptr && !script->name().is_function) {
    return call.reply.error(busy_message(*script));
  }
  const Functions& functions = call.instance.functions();
  call.reply.map(2);
  call.reply.bulk("running_script");
  script == nullptr ? call.reply.null() : reply_running(call, *script);
  call.reply.bulk("engines");
  call.reply.map(1);
  call.reply.bulk("LUA");
  call.reply.map(2);
  call.reply.bulk("libraries_count");
  call.reply.integer(std::ssize(functions.libraries()));
  call.reply.bulk("functions_count");
  call.reply.integer(static_cast<std::int64_t>(functions.size()));
}

void kill(Call& call) { kill_script(call, true); }

constexpr Flags changes = Flag::write | Flag::no_script;
constexpr Flags reads =
    Flag::no_script | Flag::stale | Flag::skip_monitor | Flag::no_mandatory_keys;
constexpr Flags runs = reads | Flag::may_replicate;
constexpr KeyPositions counted_keys{.numkeys = 2};

constexpr std::array subcommands = {
    Command{"FUNCTION|LOAD", -3, changes | Flag::deny_oom, no_keys, load},
    Command{"FUNCTION|DELETE", 3, changes, no_keys, erase},
    Command{"FUNCTION|FLUSH", -2, changes, no_keys, flush},
    Command{"FUNCTION|LIST", -2, Flag::no_script, no_keys, list},
    Command{"FUNCTION|DUMP", 2, Flag::no_script, no_keys, dump_functions},
    Command{"FUNCTION|RESTORE", -3, changes | Flag::deny_oom, no_keys, restore_functions},
    Command{"FUNCTION|STATS", 2, Flag::no_script | Flag::allow_busy, no_keys, stats},
    Command{"FUNCTION|KILL", 2, Flag::no_script | Flag::allow_busy, no_keys, kill},
};

constexpr std::array family_commands = {
    Command{"FUNCTION", -2, no_flags, no_keys, nullptr, subcommands},
    Command{"FCALL", -3, runs, counted_keys, fcall},
    Command{"FCALL_RO", -3, reads | Flag::readonly, counted_keys, fcall_ro},
};

}  // namespace

std::span<const Command> function_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
