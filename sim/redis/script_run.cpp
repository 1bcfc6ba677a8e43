#include "sim/redis/script_run.h"

#include <algorithm>
#include <utility>

#include "sim/redis/command_table.h"
#include "sim/redis/dispatch.h"
#include "sim/redis/lua_budget.h"
#include "sim/redis/lua_conversion.h"
#include "sim/redis/lua_errors.h"
#include "sim/redis/numbers.h"
#include "sim/redis/refusals.h"
#include "sim/redis/server_host.h"

namespace rollcall::sim::redis {

void ScriptRun::start(Call& caller, Name name, ScriptRights rights) {
  caller_ = &caller;
  now_ = caller.now;
  name_ = name;
  caller.instance.script = this;
  rights_ = rights;
  session_.id = caller.session.id;
  session_.database = caller.session.database;
  session_.authenticated = true;
  session_.protocol = Protocol::resp2;  // whatever the caller speaks
  session_.may_block = false;
  session_.in_script = true;
  targets_ = {};
  has_written_ = false;
  instructions_left_ = caller.instance.config.script_instructions_max;
  instructions_unpaused_ = 0;
  busy_ = killed_ = false;
}

void ScriptRun::start_alone(std::uint64_t instructions) {
  caller_ = nullptr;
  instructions_left_ = instructions;
  killed_ = false;
}

void ScriptRun::finish() {
  caller_->instance.script = nullptr;
  caller_ = nullptr;
}

bool ScriptRun::is_alone() const { return caller_ == nullptr || caller_->instance.host == nullptr; }

bool ScriptRun::has_to_end(std::uint64_t instructions) {
  if (killed_) return true;
  if (is_alone()) {
    instructions_left_ -= std::min(instructions_left_, instructions);
    killed_ = instructions_left_ == 0;
  } else {
    instructions_unpaused_ += instructions;
    if (instructions_unpaused_ >= instructions_per_pause) killed_ = !pause() || killed_;
  }
  return killed_;
}

// False: the server ends.
bool ScriptRun::pause() {
  Instance& instance = caller_->instance;
  const auto now = instance.host->pause_script(std::exchange(instructions_unpaused_, 0));
  if (!now || instance.wants_shutdown) return false;
  now_ = *now;
  busy_ = busy_ || now_ - caller_->now >= instance.config.busy_reply_threshold;
  return true;
}

bool ScriptRun::read_words(lua_State* lua) {
  constexpr std::size_t longest_number = 32;
  const int count = lua_gettop(lua);
  words_.clear();
  numbers_.clear();
  numbers_.reserve(static_cast<std::size_t>(count) * longest_number);  // views into it stay valid
  for (int at = 1; at <= count; ++at) {
    if (lua_type(lua, at) == LUA_TNUMBER) {
      const std::size_t start = numbers_.size();
      append_double(numbers_, lua_tonumber(lua, at));
      words_.emplace_back(numbers_.data() + start, numbers_.size() - start);
    } else if (lua_type(lua, at) == LUA_TSTRING) {
      std::size_t length = 0;
      const char* const text = lua_tolstring(lua, at, &length);
      words_.emplace_back(text, length);
    } else {
      return false;
    }
  }
  return true;
}

bool ScriptRun::names_command(lua_State* lua) {
  return read_words(lua) && find_command(words_) != nullptr;
}

const char* ScriptRun::prepare(lua_State* lua) {
  if (lua_gettop(lua) == 0) return "Please specify at least one argument for this redis lib call";
  if (!read_words(lua)) return "Lua redis lib command arguments must be strings or integers";
  command_ = find_command(words_);
  if (command_ == nullptr) return "Unknown Redis command called from script";
  const char* const refused = refuse();
  if (refused != nullptr && command_->run != nullptr) {
    caller_->instance.statistics.calls.note_refused_in_script(*command_);
  }
  return refused;
}

const char* ScriptRun::refuse() {
  if (!has_right_arity(*command_, words_.size())) {
    return "Wrong number of args calling Redis command from script";
  }
  const Instance& instance = caller_->instance;
  if (command_->flags.has(Flag::no_script) && !instance.scripts_call_anything) {
    return "This Redis command is not allowed from script";
  }
  const Flags flags = command_->flags;
  if ((flags.has(Flag::write) || flags.has(Flag::may_replicate)) && !rights_.writes) {
    return "Write commands are not allowed from read-only scripts.";
  }
  const auto refused =
      refusal_in_script(instance, *command_, {has_written_, rights_.exceeds_memory});
  if (!refused) return nullptr;
  refusal_ = '-' + *refused;
  return refusal_.c_str();
}

void ScriptRun::execute() {
  Effects& effects = caller_->instance.effects;
  effects.set_targets(targets_);
  reply_.clear();
  has_written_ |= command_->flags.has(Flag::write);
  run_command(caller_->instance, session_, *command_, words_, now_, reply_);
  effects.set_targets({});
}

bool ScriptRun::call(lua_State* lua) {
  if (const char* const refused = prepare(lua)) {
    push_error(lua, refused);
    return true;
  }
  execute();
  push_reply(lua, reply_);
  return reply_.starts_with('-');
}

std::string_view busy_message(const ScriptRun& script) {
  return script.name().is_function
             ? "BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN "
               "NOSAVE."
             : "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN "
               "NOSAVE.";
}

void kill_script(Call& call, bool is_function) {
  ScriptRun* const script = call.instance.script;
  if (script == nullptr) {
    return call.reply.error("NOTBUSY No scripts in execution right now.");
  }
  if (script->has_written()) {
    return call.reply.error(
        "UNKILLABLE Sorry the script already executed write commands against the dataset. You can "
        "either wait the script termination or kill the server in a hard way using the SHUTDOWN "
        "NOSAVE command.");
  }
  if (script->name().is_function != is_function) return call.reply.error(busy_message(*script));
  script->kill();
  call.reply.ok();
}

std::optional<std::size_t> key_count(Call& call, std::string_view not_a_number) {
  const auto count = call.integer_argument(2, not_a_number);
  if (!count) return std::nullopt;
  if (*count > static_cast<std::int64_t>(call.args.size()) - 3) {
    call.reply.error("ERR Number of keys can't be greater than number of args");
    return std::nullopt;
  }
  if (*count < 0) {
    call.reply.error("ERR Number of keys can't be negative");
    return std::nullopt;
  }
  return static_cast<std::size_t>(*count);
}

}  // namespace rollcall::sim::redis
