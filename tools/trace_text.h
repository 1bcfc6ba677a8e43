// Events as text. The lines of `replay --trace` are every event with the running hash after it, so
// that the hash can be recomputed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/schedule/trace.h"

namespace rollcall::tools {

/// Comment lines that say what the columns are and how the hash follows from them.
[[nodiscard]] std::string trace_legend();
[[nodiscard]] std::string trace_line(const sim::Event& event, std::uint64_t hash_after);
/// Where two runs that should be equal part: "event 337: \"1.000000 ms pick ...\" and \"...\"".
/// Empty: nowhere.
[[nodiscard]] std::string first_difference(const std::vector<sim::Event>& one,
                                           const std::vector<sim::Event>& two);

}  // namespace rollcall::tools
