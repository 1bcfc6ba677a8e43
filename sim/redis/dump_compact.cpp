#include "sim/redis/dump_compact.h"

#include <cstddef>
#include <cstdint>

#include "sim/redis/little_endian.h"
#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

std::string decimal(std::int64_t number) {
  std::string digits;
  append_integer(digits, number);
  return digits;
}

}  // namespace

std::optional<Words> read_intset(std::string_view bytes) {
  constexpr std::size_t head_bytes = 8;
  if (bytes.size() < head_bytes) return std::nullopt;
  const std::uint64_t size = little_endian(bytes.substr(0, 4));
  const std::uint64_t count = little_endian(bytes.substr(4, 4));
  const bool is_size = size == 2 || size == 4 || size == 8;
  if (!is_size || bytes.size() != head_bytes + size * count) return std::nullopt;
  Words words;
  std::optional<std::int64_t> last;
  for (std::size_t at = head_bytes; at < bytes.size(); at += size) {
    const std::int64_t number = with_sign(little_endian(bytes.substr(at, size)), size * 8);
    if (last && number <= *last) return std::nullopt;
    last = number;
    words.push_back(decimal(number));
  }
  return words;
}

}  // namespace rollcall::sim::redis
