// The compact encodings of small containers, as a redis-server dumps them: what they hold, in
// order. Nothing where the bytes are damaged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

// Whole numbers, each once, in ascending order.
[[nodiscard]] std::optional<std::vector<std::string>> read_intset(std::string_view bytes);

}  // namespace rollcall::sim::redis
