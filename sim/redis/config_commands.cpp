// CONFIG.
#include <algorithm>
#include <array>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/config_parameters.h"
#include "sim/redis/eviction.h"
#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::array all_parameters = {parameters_with_effect, parameters_without_effect};

bool has_name(const Parameter& parameter, std::string_view name) {
  if (equals_ignoring_case(parameter.name, name)) return true;
  return !parameter.older_name.empty() && equals_ignoring_case(parameter.older_name, name);
}

const Parameter* find_parameter(std::string_view name) {
  for (const auto parameters : all_parameters) {
    for (const Parameter& parameter : parameters()) {
      if (has_name(parameter, name)) return &parameter;
    }
  }
  return nullptr;
}

using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

// Adds the parameter when one of the patterns fits the name. Without a wildcard, the answer repeats
// the name as it was asked for.
void add_if_asked(Call& call, std::string_view name, const Parameter& parameter,
                  NamesAndValues& matching) {
  if (name.empty()) return;
  for (const std::string_view pattern : call.args.subspan(2)) {
    const bool exact = equals_ignoring_case(pattern, name);
    if (!exact && !glob_matches(lower_case(pattern), name)) continue;
    matching.emplace_back(exact ? pattern : name, value_of(parameter, call.instance.config));
    return;
  }
}

void config_get(Call& call) {
  NamesAndValues matching;
  for (const auto parameters : all_parameters) {
    for (const Parameter& parameter : parameters()) {
      add_if_asked(call, parameter.name, parameter, matching);
      add_if_asked(call, parameter.older_name, parameter, matching);
    }
  }
  call.reply.map(matching.size());
  for (const auto& [name, value] : matching) {
    call.reply.bulk(name);
    call.reply.bulk(value);
  }
}

std::string failed(std::string_view name, std::string_view why) {
  return "ERR CONFIG SET failed (possibly related to argument '" + std::string(name) + "') - " +
         std::string(why);
}

// The parameters that `settings` name; an error for the reply when one may not be set.
std::expected<std::vector<const Parameter*>, std::string> settable(Arguments settings) {
  std::vector<const Parameter*> named;
  for (std::size_t at = 0; at < settings.size(); at += 2) {
    const std::string_view name = settings[at];
    const Parameter* const parameter = find_parameter(name);
    if (parameter == nullptr) {
      return std::unexpected("ERR Unknown option or number of arguments for CONFIG SET - '" +
                             std::string(name) + "'");
    }
    if (parameter->kind == Parameter::Kind::immutable) {
      return std::unexpected(failed(name, "can't set immutable config"));
    }
    if (parameter->kind == Parameter::Kind::restricted) {
      return std::unexpected(failed(name, "can't set protected config"));
    }
    if (std::ranges::find(named, parameter) != named.end()) {
      return std::unexpected(failed(name, "duplicate parameter"));
    }
    named.push_back(parameter);
  }
  return named;
}

// All parameters change, or none.
void config_set(Call& call) {
  if (call.args.size() % 2 != 0) return call.syntax_error();
  const Arguments settings = call.args.subspan(2);
  const auto named = settable(settings);
  if (!named) return call.reply.error(named.error());
  Config config = call.instance.config;
  for (std::size_t at = 0; at < named->size(); ++at) {
    const std::string why = set_value(*(*named)[at], config, settings[2 * at + 1]);
    if (!why.empty()) return call.reply.error(failed(settings[2 * at], why));
  }
  const bool limit_is_new = call.instance.config.maxmemory == 0 && config.maxmemory > 0;
  call.instance.config = std::move(config);
  if (limit_is_new) count_all_memory(call.instance);
  call.reply.ok();
}

void config_resetstat(Call& call) {
  call.instance.statistics = {};
  call.reply.ok();
}

void config_rewrite(Call& call) {
  call.reply.error("ERR The server is running without a config file");
}

constexpr Flags administers = Flag::admin | Flag::no_script | Flag::loading | Flag::stale;

constexpr std::array config_subcommands = {
    Command{"CONFIG|GET", -3, administers, no_keys, config_get},
    Command{"CONFIG|SET", -4, administers, no_keys, config_set},
    Command{"CONFIG|RESETSTAT", 2, administers, no_keys, config_resetstat},
    Command{"CONFIG|REWRITE", 2, administers, no_keys, config_rewrite},
};

constexpr std::array family_commands = {
    Command{"CONFIG", -2, no_flags, no_keys, nullptr, config_subcommands},
};

}  // namespace

std::span<const Command> config_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
