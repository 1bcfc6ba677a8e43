// Where the model is known to answer otherwise than redis-server 7.0.15, and why. Whatever is not
// listed here is a defect. None of it concerns a command that a strategy uses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/fidelity/resp_node.h"

namespace rollcall::sim::redis {

struct KnownDifference {
  std::string_view name;
  std::string_view reason;
  // Whether two unequal replies to `words`, in their normal form, differ in this alone.
  bool (*explains)(const std::vector<std::string>& words, const RespNode& real,
                   const RespNode& model);
};

[[nodiscard]] std::span<const KnownDifference> known_differences();
// Null: a defect.
[[nodiscard]] const KnownDifference* known_difference(const std::vector<std::string>& words,
                                                      const RespNode& real, const RespNode& model);

// What a redis-server of this machine has, in its spelling and sorted, and the model has not.
[[nodiscard]] std::vector<std::string> commands_not_modelled();

}  // namespace rollcall::sim::redis
