// Strings as arrays of bits, the most significant of each byte first: what the commands on bits
// and those on bit fields share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// The offset in args[at]; "#3" counts in fields of `width` bits, where that is not 0. Replies an
// error for what no string reaches.
[[nodiscard]] std::optional<std::size_t> bit_offset_argument(Call& call, std::size_t at,
                                                             std::size_t width = 0);

struct BitString {
  String& bytes;
  bool grown;  // or created
};
// The string at `key`, long enough for the bit; nothing after WRONGTYPE has been replied.
[[nodiscard]] std::optional<BitString> string_with_bit(Call& call, std::string_view key,
                                                       std::size_t bit);

// Bits behind the end are 0.
[[nodiscard]] inline bool bit_at(std::string_view bytes, std::size_t bit) {
  return bit / 8 < bytes.size() &&
         (static_cast<unsigned char>(bytes[bit / 8]) >> (7 - bit % 8) & 1);
}
inline void set_bit(String& bytes, std::size_t bit, bool value) {
  const auto mask = static_cast<unsigned char>(1U << (7 - bit % 8));
  const auto byte = static_cast<unsigned char>(bytes[bit / 8]);
  bytes[bit / 8] = static_cast<char>(value ? byte | mask : byte & ~mask);
}

}  // namespace rollcall::sim::redis
