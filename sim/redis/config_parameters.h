// The parameters of CONFIG GET and CONFIG SET: how their values are read, checked and shown.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "sim/redis/config.h"
#include "sim/redis/config_texts.h"

namespace rollcall::sim::redis {

struct Parameter {
  enum class Kind {
    yes_no,
    integer,
    memory,      // bytes, or a number with a unit: 100mb
    choice,      // one of `choices`
    text,        // anything, or what `normal_form` makes of it
    special,     // `get` and `set` know
    immutable,   // may not be set while the server runs
    restricted,  // may, but only by who has enabled that when the server started
  };
  using Place = std::variant<std::monostate, bool Config::*, std::int64_t Config::*>;

  std::string_view name;
  Kind kind;
  std::string_view initial = {};     // where `place` and `get` tell nothing
  std::string_view older_name = {};  // by which it is known, too
  std::int64_t least = 0;
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
  std::int64_t kept_least = std::numeric_limits<std::int64_t>::min();  // what is less becomes this
  std::int64_t kept_most = std::numeric_limits<std::int64_t>::max();
  std::span<const std::string_view> choices = {};
  NormalForm normal_form = nullptr;
  Place place = {};  // of its value; none: Config::without_effect
  std::string (*get)(const Config&) = nullptr;
  // Why the value is wrong; empty: it has been set.
  std::string (*set)(Config&, std::string_view) = nullptr;
};

[[nodiscard]] std::span<const Parameter> parameters_with_effect();
// Accepted and shown, without effect.
[[nodiscard]] std::span<const Parameter> parameters_without_effect();

[[nodiscard]] std::string value_of(const Parameter& parameter, const Config& config);
// The reason of a failure; empty when all went well.
[[nodiscard]] std::string set_value(const Parameter& parameter, Config& config,
                                    std::string_view text);
// "100", "100b", "2k" (thousands), "2kb" (1024s), and so on; no digits count as 0.
[[nodiscard]] std::optional<std::int64_t> parse_memory(std::string_view text);
// As maxmemory-policy says it.
[[nodiscard]] std::string_view policy_name(EvictionPolicy policy);

}  // namespace rollcall::sim::redis
