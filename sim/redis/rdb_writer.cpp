#include "sim/redis/rdb_writer.h"

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {

std::uint64_t crc64(std::string_view bytes) {
  constexpr std::uint64_t polynomial = 0x95ac9329ac4bc9b5;
  std::uint64_t crc = 0;
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ ((crc & 1) != 0 ? polynomial : 0);
  }
  return crc;
}

void RdbWriter::little_endian(std::uint64_t value, int size) {
  for (int at = 0; at < size; ++at) byte(static_cast<unsigned>(value >> (8 * at) & 0xff));
}

void RdbWriter::big_endian(std::uint64_t value, int size) {
  for (int at = size - 1; at >= 0; --at) byte(static_cast<unsigned>(value >> (8 * at) & 0xff));
}

void RdbWriter::length(std::uint64_t value) {
  if (value < 64) return byte(static_cast<unsigned>(value));
  if (value < 16384) return big_endian(0x4000 | value, 2);
  const bool large = value > 0xffff'ffff;
  byte(large ? 0x81 : 0x80);
  big_endian(value, large ? 8 : 4);
}

void RdbWriter::text(std::string_view text) {
  const auto number = parse_integer(text);
  if (number && *number == static_cast<std::int32_t>(*number)) return integer(*number);
  length(text.size());
  bytes += text;
}

void RdbWriter::integer(std::int64_t number) {
  const auto bits = static_cast<std::uint64_t>(number);
  const bool one = number == static_cast<std::int8_t>(number);
  const bool two = number == static_cast<std::int16_t>(number);
  byte(one ? int8_string : two ? int16_string : int32_string);
  little_endian(bits, one ? 1 : two ? 2 : 4);
}

}  // namespace rollcall::sim::redis
