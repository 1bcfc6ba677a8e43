// The picks of SPOP, SRANDMEMBER, HRANDFIELD and RANDOMKEY. They follow from how many commands the
// server has run, and from nothing else: the same run picks the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// A number that depends on the other in no visible way: the draws, each from its own count.
[[nodiscard]] std::uint64_t mixed(std::uint64_t number);

// `count` different indices below `size`, in any order, or all when there are no more. A negative
// count: so many, each drawn from all.
[[nodiscard]] std::vector<std::size_t> pick(const Call& call, std::size_t size, std::int64_t count);

// Whether `count` picks of at most `longest` bytes each make up a reply of bounded size; replies an
// error otherwise. Redis would go on until it has no memory left.
[[nodiscard]] bool picks_fit(Call& call, std::int64_t count, std::size_t longest);

// How many are to be picked, as args[at] says; replies an error when that is no such number.
[[nodiscard]] std::optional<std::int64_t> pick_count_argument(Call& call, std::size_t at);

}  // namespace rollcall::sim::redis
