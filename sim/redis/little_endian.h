// Whole numbers of one to eight bytes, the lowest byte first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

[[nodiscard]] inline std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t at = bytes.size(); at > 0; --at) {
    value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
  }
  return value;
}

// Of a number of so many bits, the highest of which is its sign.
[[nodiscard]] inline std::int64_t with_sign(std::uint64_t value, std::size_t bits) {
  return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

inline void append_little_endian(std::string& out, std::uint64_t value, std::size_t bytes) {
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xff);
}

}  // namespace rollcall::sim::redis
