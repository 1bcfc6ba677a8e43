// The end of the model and of a real redis-server with the same persistence, after the same
// commands, by kill -9 or SHUTDOWN; perhaps damage to their files; a restart; and what differs
// then. And once more: the same commands, kill -9, and a restart.
//
// What counts as the model's disk is what a host of it would have written by then: the append-only
// file with every reply, snapshots when they are asked for.
#pragma once

#include <rapidcheck.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/config.h"
#include "sim/redis/fidelity/differential.h"

namespace rollcall::sim::redis {

struct Crash {
  Persistence mode = Persistence::none;
  std::size_t saved_before = 0;  // rdb: the step before which the last snapshot is taken
  // Of the append-only file, in bytes from its end: what is missing, and, of what is left, the one
  // that is changed. Modulo the size.
  std::size_t cut = 0;
  std::optional<std::size_t> changed{};
  Words farewell{};  // the first end: SHUTDOWN in one of its forms; none: kill -9
};

// In every mode alike; one half of the append-only files is cut, or has a byte changed.
[[nodiscard]] rc::Gen<Crash> any_crash();

// A readable account; nothing when both refuse to start, or both start with the same data. Steps
// with SPOP, which takes different members out here and there, CONFIG and BGREWRITEAOF are left
// out.
[[nodiscard]] std::optional<std::string> difference_after(const Crash& crash,
                                                          std::vector<Step> steps,
                                                          Tally* tally = nullptr);

// For messages.
[[nodiscard]] std::string shown(const Crash& crash);

}  // namespace rollcall::sim::redis
