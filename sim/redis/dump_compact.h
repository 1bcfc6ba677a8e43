// The compact encodings of small containers, as a redis-server dumps them: what they hold, in
// order. Nothing where the bytes are damaged.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim::redis {

// Behind an element of a listpack stands its size, in so many bytes of seven bits.
[[nodiscard]] constexpr std::size_t back_length_bytes(std::size_t element) {
  if (element <= 127) return 1;
  if (element < 16383) return 2;
  if (element < 2097151) return 3;
  return element < 268435455 ? 4 : 5;
}
[[nodiscard]] std::optional<std::vector<std::string>> read_listpack(std::string_view bytes);
// Whole numbers, each once, in ascending order.
[[nodiscard]] std::optional<std::vector<std::string>> read_intset(std::string_view bytes);

}  // namespace rollcall::sim::redis
