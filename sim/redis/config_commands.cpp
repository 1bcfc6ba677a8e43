// CONFIG GET and CONFIG SET, for the parameters that mean something here.
#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/inline_request.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

std::string appendonly(const Config& config) {
  return appends_to_file(config.persistence) ? "yes" : "no";
}

std::string appendfsync(const Config& config) {
  if (config.persistence == Persistence::aof_always) return "always";
  return config.persistence == Persistence::aof_no ? "no" : "everysec";
}

std::string databases(const Config&) { return std::to_string(Keyspace::database_count); }

std::string maxclients(const Config& config) { return std::to_string(config.maxclients); }

std::string requirepass(const Config& config) { return config.requirepass; }

std::string save(const Config& config) {
  std::string text;
  if (config.persistence != Persistence::rdb) return text;
  for (const SavePoint& point : config.save_points) {
    if (!text.empty()) text += ' ';
    append_integer(text, point.seconds);
    text += ' ';
    append_integer(text, static_cast<std::int64_t>(point.changes));
  }
  return text;
}

std::string set_maxclients(Config& config, std::string_view text) {
  const auto number = parse_integer(text);
  if (!number) return "argument couldn't be parsed into an integer";
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  if (*number < 1 || *number > most)
    return "argument must be between 1 and " + std::to_string(most) + " inclusive";
  config.maxclients = *number;
  return {};
}

std::string set_requirepass(Config& config, std::string_view password) {
  config.requirepass = password;
  return {};
}

std::string set_save(Config& config, std::string_view text) {
  const std::string invalid = "Invalid save parameters";
  const auto words = split_inline_request(text);
  if (!words || words->size() % 2 != 0) return invalid;
  std::vector<SavePoint> points;
  for (std::size_t at = 0; at < words->size(); at += 2) {
    const auto seconds = parse_integer((*words)[at]);
    const auto changes = parse_integer((*words)[at + 1]);
    if (!seconds || !changes || *seconds < 1 || *changes < 0) return invalid;
    points.push_back({*seconds, static_cast<std::uint64_t>(*changes)});
  }
  config.save_points = std::move(points);
  return {};
}

struct Parameter {
  std::string_view name;
  std::string (*get)(const Config&);
  std::string (*set)(Config&, std::string_view);  // the reason of a failure; nullptr: immutable
};

constexpr std::array parameters = {
    Parameter{"appendfsync", appendfsync, nullptr},
    Parameter{"appendonly", appendonly, nullptr},
    Parameter{"databases", databases, nullptr},
    Parameter{"maxclients", maxclients, set_maxclients},
    Parameter{"requirepass", requirepass, set_requirepass},
    Parameter{"save", save, set_save},
};

const Parameter* find_parameter(std::string_view name) {
  const auto* const found = std::find_if(
      parameters.begin(), parameters.end(),
      [&](const Parameter& parameter) { return equals_ignoring_case(parameter.name, name); });
  return found == parameters.end() ? nullptr : found;
}

void config_get(Call& call) {
  std::vector<std::pair<std::string, std::string>> matching;
  for (const Parameter& parameter : parameters) {
    for (const std::string_view pattern : call.args.subspan(2)) {
      // Without a wildcard, the answer repeats the name as it was asked for.
      const bool exact = equals_ignoring_case(pattern, parameter.name);
      if (!exact && !glob_matches(lower_case(pattern), parameter.name)) continue;
      matching.emplace_back(exact ? pattern : parameter.name, parameter.get(call.instance.config));
      break;
    }
  }
  call.reply.array(matching.size() * 2);
  for (const auto& [name, value] : matching) {
    call.reply.bulk(name);
    call.reply.bulk(value);
  }
}

// Changes `config` and returns an error for the reply, empty when all went well.
std::string apply(Arguments settings, Config& config) {
  std::vector<const Parameter*> seen;
  for (std::size_t at = 0; at < settings.size(); at += 2) {
    const std::string name(settings[at]);
    const std::string failed =
        "ERR CONFIG SET failed (possibly related to argument '" + name + "') - ";
    const Parameter* const parameter = find_parameter(name);
    if (parameter == nullptr) {
      return "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'";
    }
    if (parameter->set == nullptr) return failed + "can't set immutable config";
    if (std::find(seen.begin(), seen.end(), parameter) != seen.end()) {
      return failed + "duplicate parameter";
    }
    seen.push_back(parameter);
    const std::string why = parameter->set(config, settings[at + 1]);
    if (!why.empty()) return failed + why;
  }
  return {};
}

// All parameters change, or none.
void config_set(Call& call) {
  if (call.args.size() % 2 != 0) return call.wrong_arity();
  Config config = call.instance.config;
  const std::string error = apply(call.args.subspan(2), config);
  if (!error.empty()) return call.reply.error(error);
  call.instance.config = std::move(config);
  call.reply.ok();
}

constexpr Flags administers = Flag::admin | Flag::no_script | Flag::loading | Flag::stale;

constexpr std::array config_subcommands = {
    Command{"CONFIG|GET", -3, administers, no_keys, config_get},
    Command{"CONFIG|SET", -4, administers, no_keys, config_set},
};

constexpr std::array family_commands = {
    Command{"CONFIG", -2, administers, no_keys, nullptr, config_subcommands},
};

}  // namespace

std::span<const Command> config_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
