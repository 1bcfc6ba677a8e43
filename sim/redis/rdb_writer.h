// Writes the pieces that Redis's RDB format is made of: numbers, lengths, strings, and the checksum
// over them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim::redis {

inline constexpr std::uint16_t rdb_version = 10;

// Of Jones; bits reflected.
[[nodiscard]] std::uint64_t crc64(std::string_view bytes);

class RdbWriter {
 public:
  std::string bytes;

  void byte(unsigned value) { bytes += static_cast<char>(value); }
  void little_endian(std::uint64_t value, int size);
  void length(std::uint64_t value);
  // As an integer where it is a short one.
  void text(std::string_view text);
  // Of everything so far.
  void checksum() { little_endian(crc64(bytes), sizeof(std::uint64_t)); }

 private:
  void big_endian(std::uint64_t value, int size);
  void integer(std::int64_t number);
};

// Before the code of a library, where a key's type could stand.
inline constexpr unsigned char library_of_functions = 245;

// The first byte of a string that is no length.
enum RdbString : unsigned char {
  int8_string = 0xc0,
  int16_string = 0xc1,
  int32_string = 0xc2,
  compressed_string = 0xc3
};

}  // namespace rollcall::sim::redis
