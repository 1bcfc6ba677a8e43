#include "sim/redis/config_parameters.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "engine/check.h"
#include "sim/redis/keyspace.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::array<std::string_view, 8> policies = {
    "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl",
    "allkeys-lru",  "allkeys-lfu",  "allkeys-random",  "noeviction"};

std::string decimal(std::int64_t number) {
  std::string digits;
  append_integer(digits, number);
  return digits;
}

std::string not_among(std::span<const std::string_view> choices) {
  std::string why = "argument(s) must be one of the following: ";
  for (const std::string_view choice : choices) {
    if (!why.ends_with(": ")) why += ", ";
    why += choice;
  }
  return why;
}

std::optional<std::size_t> place_among(std::span<const std::string_view> choices,
                                       std::string_view text) {
  for (std::size_t at = 0; at < choices.size(); ++at) {
    if (equals_ignoring_case(choices[at], text)) return at;
  }
  return std::nullopt;
}

void keep(const Parameter& parameter, Config& config, std::string text) {
  config.without_effect.insert_or_assign(std::string(parameter.name), std::move(text));
}

std::string set_number(const Parameter& parameter, Config& config, std::string_view text) {
  const bool is_memory = parameter.kind == Parameter::Kind::memory;
  const auto number = is_memory ? parse_memory(text) : parse_integer(text);
  if (!number && is_memory) return "argument must be a memory value";
  if (!number) return "argument couldn't be parsed into an integer";
  if (*number < parameter.least || *number > parameter.most) {
    return "argument must be between " + decimal(parameter.least) + " and " +
           decimal(parameter.most) + " inclusive";
  }
  const std::int64_t kept = std::clamp(*number, parameter.kept_least, parameter.kept_most);
  if (const auto* const place = std::get_if<std::int64_t Config::*>(&parameter.place)) {
    config.*(*place) = kept;
  } else {
    keep(parameter, config, decimal(kept));
  }
  return {};
}

std::string set_yes_no(const Parameter& parameter, Config& config, std::string_view text) {
  const bool yes = equals_ignoring_case(text, "yes");
  if (!yes && !equals_ignoring_case(text, "no")) return "argument must be 'yes' or 'no'";
  if (const auto* const place = std::get_if<bool Config::*>(&parameter.place)) {
    config.*(*place) = yes;
  } else {
    keep(parameter, config, yes ? "yes" : "no");
  }
  return {};
}

constexpr std::string_view appendonly_name = "appendonly";
constexpr std::string_view appendfsync_name = "appendfsync";

// What a client has set where it changes nothing; otherwise what is true.
std::string as_set(const Config& config, std::string_view name, std::string_view truth) {
  const auto word = config.without_effect.find(name);
  return word != config.without_effect.end() ? word->second : std::string(truth);
}

std::string appendonly(const Config& config) {
  return as_set(config, appendonly_name, appends_to_file(config.persistence) ? "yes" : "no");
}

// The host has chosen what it writes; asking for just that is no mistake.
std::string set_appendonly(Config& config, std::string_view text) {
  const bool yes = equals_ignoring_case(text, "yes");
  if (!yes && !equals_ignoring_case(text, "no")) return "argument must be 'yes' or 'no'";
  if (!config.host_keeps_files) {
    config.without_effect.insert_or_assign(std::string(appendonly_name), yes ? "yes" : "no");
    return {};
  }
  return yes == appends_to_file(config.persistence) ? "" : "can't set immutable config";
}

std::string appendfsync(const Config& config) {
  const bool always = config.persistence == Persistence::aof_always;
  const bool no = config.persistence == Persistence::aof_no;
  return as_set(config, appendfsync_name, always ? "always" : no ? "no" : "everysec");
}

// Where there is such a file, its host heeds this from the next turn on.
std::string set_appendfsync(Config& config, std::string_view text) {
  constexpr std::array<std::string_view, 3> choices = {"everysec", "always", "no"};
  constexpr std::array modes = {Persistence::aof_everysec, Persistence::aof_always,
                                Persistence::aof_no};
  const auto at = place_among(choices, text);
  if (!at) return not_among(choices);
  if (appends_to_file(config.persistence)) {
    config.persistence = modes[*at];
  } else {
    config.without_effect.insert_or_assign(std::string(appendfsync_name), choices[*at]);
  }
  return {};
}

std::string databases(const Config&) { return std::to_string(Keyspace::database_count); }

std::string maxmemory_policy(const Config& config) {
  return std::string(policy_name(config.maxmemory_policy));
}

std::string set_maxmemory_policy(Config& config, std::string_view text) {
  const auto at = place_among(policies, text);
  if (!at) return not_among(policies);
  config.maxmemory_policy = static_cast<EvictionPolicy>(*at);
  return {};
}

std::string requirepass(const Config& config) { return config.requirepass; }

std::string set_requirepass(Config& config, std::string_view password) {
  config.requirepass = password;
  return {};
}

std::string masterauth(const Config& config) { return config.masterauth; }

std::string set_masterauth(Config& config, std::string_view password) {
  config.masterauth = password;
  return {};
}

std::string replicaof(const Config& config) {
  if (!config.replicaof) return {};
  return config.replicaof->host + ' ' + decimal(config.replicaof->port);
}

std::string save(const Config& config) {
  std::string text;
  for (const SavePoint& point : config.save_points) {
    if (!text.empty()) text += ' ';
    append_integer(text, point.seconds);
    text += ' ';
    append_integer(text, static_cast<std::int64_t>(point.changes));
  }
  return text;
}

std::string set_save(Config& config, std::string_view text) {
  const std::string invalid = "Invalid save parameters";
  const auto words = split_at_spaces(text);
  if (words.size() % 2 != 0) return invalid;
  std::vector<SavePoint> points;
  for (std::size_t at = 0; at < words.size(); at += 2) {
    const auto seconds = parse_integer(words[at]);
    const auto changes = parse_integer(words[at + 1]);
    if (!seconds || !changes || *seconds < 1 || *changes < 0) return invalid;
    points.push_back({*seconds, static_cast<std::uint64_t>(*changes)});
  }
  config.save_points = std::move(points);
  return {};
}

constexpr std::int64_t int_max = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t unsigned_max = std::numeric_limits<std::uint32_t>::max();
using enum Parameter::Kind;

constexpr std::array with_effect = {
    Parameter{.name = "appendfsync", .kind = special, .get = appendfsync, .set = set_appendfsync},
    Parameter{.name = "appendonly", .kind = special, .get = appendonly, .set = set_appendonly},
    Parameter{.name = "busy-reply-threshold",
              .kind = integer,
              .older_name = "lua-time-limit",
              .place = &Config::busy_reply_threshold},
    Parameter{.name = "databases", .kind = immutable, .get = databases},
    Parameter{.name = "hash-max-listpack-entries",
              .kind = integer,
              .older_name = "hash-max-ziplist-entries",
              .place = &Config::hash_max_listpack_entries},
    Parameter{.name = "hash-max-listpack-value",
              .kind = memory,
              .older_name = "hash-max-ziplist-value",
              .place = &Config::hash_max_listpack_value},
    Parameter{.name = "lfu-decay-time",
              .kind = integer,
              .most = int_max,
              .place = &Config::lfu_decay_time},
    Parameter{.name = "lfu-log-factor",
              .kind = integer,
              .most = int_max,
              .place = &Config::lfu_log_factor},
    Parameter{.name = "masterauth", .kind = special, .get = masterauth, .set = set_masterauth},
    Parameter{.name = "maxclients",
              .kind = integer,
              .least = 1,
              .most = unsigned_max,
              .place = &Config::maxclients},
    Parameter{.name = "maxmemory", .kind = memory, .place = &Config::maxmemory},
    Parameter{.name = "maxmemory-policy",
              .kind = special,
              .get = maxmemory_policy,
              .set = set_maxmemory_policy},
    Parameter{.name = "maxmemory-samples",
              .kind = integer,
              .least = 1,
              .most = int_max,
              .place = &Config::maxmemory_samples},
    Parameter{.name = "min-replicas-max-lag",
              .kind = integer,
              .older_name = "min-slaves-max-lag",
              .most = int_max,
              .place = &Config::min_replicas_max_lag},
    Parameter{.name = "min-replicas-to-write",
              .kind = integer,
              .older_name = "min-slaves-to-write",
              .most = int_max,
              .place = &Config::min_replicas_to_write},
    Parameter{.name = "port", .kind = integer, .most = 65535, .place = &Config::port},
    Parameter{.name = "proto-max-bulk-len",
              .kind = memory,
              .least = 1 << 20,
              .place = &Config::proto_max_bulk_len},
    Parameter{.name = "replica-ignore-maxmemory",
              .kind = yes_no,
              .older_name = "slave-ignore-maxmemory",
              .place = &Config::replica_ignore_maxmemory},
    Parameter{.name = "replica-read-only",
              .kind = yes_no,
              .older_name = "slave-read-only",
              .place = &Config::replica_read_only},
    Parameter{.name = "replica-serve-stale-data",
              .kind = yes_no,
              .older_name = "slave-serve-stale-data",
              .place = &Config::replica_serve_stale_data},
    Parameter{.name = "replicaof", .kind = immutable, .older_name = "slaveof", .get = replicaof},
    Parameter{.name = "requirepass", .kind = special, .get = requirepass, .set = set_requirepass},
    Parameter{.name = "save", .kind = special, .get = save, .set = set_save},
    Parameter{.name = "set-max-intset-entries",
              .kind = integer,
              .place = &Config::set_max_intset_entries},
    Parameter{.name = "stop-writes-on-bgsave-error",
              .kind = yes_no,
              .place = &Config::stop_writes_on_bgsave_error},
    Parameter{
        .name = "stream-node-max-bytes", .kind = memory, .place = &Config::stream_node_max_bytes},
    Parameter{.name = "stream-node-max-entries",
              .kind = integer,
              .place = &Config::stream_node_max_entries},
    Parameter{.name = "timeout", .kind = integer, .most = int_max, .place = &Config::timeout},
    Parameter{.name = "zset-max-listpack-entries",
              .kind = integer,
              .older_name = "zset-max-ziplist-entries",
              .place = &Config::zset_max_listpack_entries},
    Parameter{.name = "zset-max-listpack-value",
              .kind = memory,
              .older_name = "zset-max-ziplist-value",
              .place = &Config::zset_max_listpack_value},
};

}  // namespace

std::span<const Parameter> parameters_with_effect() { return with_effect; }

std::string_view policy_name(EvictionPolicy policy) {
  return policies[static_cast<std::size_t>(policy)];
}

std::optional<std::int64_t> parse_memory(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t bytes;
  };
  constexpr Unit units[] = {
      {"", 1},          {"b", 1},        {"k", 1000},          {"kb", 1 << 10},
      {"m", 1'000'000}, {"mb", 1 << 20}, {"g", 1'000'000'000}, {"gb", 1 << 30}};
  std::size_t digits = 0;
  std::int64_t number = 0;
  for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
    if (number > std::numeric_limits<std::int64_t>::max() / 10 - 1) return std::nullopt;
    number = number * 10 + (text[digits] - '0');
  }
  for (const Unit& unit : units) {
    if (!equals_ignoring_case(text.substr(digits), unit.name)) continue;
    if (number > std::numeric_limits<std::int64_t>::max() / unit.bytes) return std::nullopt;
    return number * unit.bytes;
  }
  return std::nullopt;
}

std::string value_of(const Parameter& parameter, const Config& config) {
  if (parameter.get != nullptr) return parameter.get(config);
  if (const auto* const number = std::get_if<std::int64_t Config::*>(&parameter.place)) {
    return decimal(config.*(*number));
  }
  if (const auto* const flag = std::get_if<bool Config::*>(&parameter.place)) {
    return config.*(*flag) ? "yes" : "no";
  }
  const auto kept = config.without_effect.find(parameter.name);
  return kept == config.without_effect.end() ? std::string(parameter.initial) : kept->second;
}

std::string set_value(const Parameter& parameter, Config& config, std::string_view text) {
  switch (parameter.kind) {
    case yes_no:
      return set_yes_no(parameter, config, text);
    case integer:
    case memory:
      return set_number(parameter, config, text);
    case choice: {
      const auto at = place_among(parameter.choices, text);
      if (!at) return not_among(parameter.choices);
      keep(parameter, config, std::string(parameter.choices[*at]));
      return {};
    }
    case Parameter::Kind::text: {
      if (parameter.normal_form == nullptr) {
        keep(parameter, config, std::string(text));
        return {};
      }
      auto normal = parameter.normal_form(text, value_of(parameter, config));
      if (!normal) return normal.error();
      keep(parameter, config, *std::move(normal));
      return {};
    }
    case special:
      return parameter.set(config, text);
    case immutable:
    case restricted:
      break;
  }
  ROLLCALL_UNREACHABLE("CONFIG SET refuses these before");
}

}  // namespace rollcall::sim::redis
