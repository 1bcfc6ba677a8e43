#include "sim/redis/rdb_reader.h"

#include <optional>
#include <utility>

#include "sim/redis/numbers.h"
#include "sim/redis/rdb_writer.h"

namespace rollcall::sim::redis {
namespace {

// What LZF has compressed: runs of literal bytes, and copies of what came before.
std::optional<std::string> decompressed(std::string_view bytes, std::size_t size) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size();) {
    const auto next = [&] { return static_cast<unsigned char>(bytes[at++]); };
    const std::size_t control = next();
    if (control < 32) {
      if (bytes.size() - at < control + 1) return std::nullopt;
      text += bytes.substr(at, control + 1);
      at += control + 1;
      continue;
    }
    std::size_t length = control >> 5;
    if (bytes.size() - at < (length == 7 ? 2 : 1)) return std::nullopt;
    if (length == 7) length += next();
    const std::size_t back = ((control & 31) << 8) + next() + 1;
    if (back > text.size() || text.size() + length + 2 > size) return std::nullopt;
    for (std::size_t i = 0; i < length + 2; ++i) text += text[text.size() - back];
  }
  return text.size() == size ? std::optional(std::move(text)) : std::nullopt;
}

}  // namespace

std::uint64_t RdbReader::little_endian(std::size_t size) {
  const std::string_view bytes = take(size);
  std::uint64_t value = 0;
  for (std::size_t at = bytes.size(); at > 0; --at) {
    value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
  }
  return value;
}

std::uint64_t RdbReader::big_endian(std::size_t size) {
  std::uint64_t value = 0;
  for (const char byte : take(size)) value = value << 8 | static_cast<unsigned char>(byte);
  return value;
}

std::size_t RdbReader::length() {
  const auto first = static_cast<unsigned>(little_endian(1));
  if (first < 0x40) return first;
  if (first < 0x80) return (first & 0x3f) << 8 | static_cast<unsigned>(little_endian(1));
  return big_endian(first == 0x80 ? 4 : first == 0x81 ? 8 : fail());
}

std::size_t RdbReader::count() {
  const std::size_t count = length();
  return count == 0 || count > left_.size() ? fail() : count;
}

std::string RdbReader::text() {
  const unsigned first = left_.empty() ? 0U : static_cast<unsigned char>(left_.front());
  if (first < int8_string) return std::string(take(length()));
  take(1);
  if (first == compressed_string) return compressed();
  if (first > int32_string) fail();
  const std::size_t bits = std::size_t{8} << (first - int8_string);
  const std::uint64_t number = failed_ ? 0 : little_endian(bits / 8);
  std::string digits;  // of a number whose sign is its highest bit
  append_integer(digits,
                 failed_ ? 0 : static_cast<std::int64_t>(number << (64 - bits)) >> (64 - bits));
  return digits;
}

std::string RdbReader::compressed() {
  const std::size_t packed = length();
  const std::size_t size = length();
  auto text = decompressed(take(packed), size);
  if (!text) fail();
  return std::move(text).value_or(std::string());
}

std::size_t RdbReader::fail() {
  failed_ = true;
  left_ = {};
  return 0;
}

std::string_view RdbReader::take(std::size_t size) {
  if (size > left_.size()) size = fail();
  const std::string_view bytes = left_.substr(0, size);
  left_.remove_prefix(size);
  return bytes;
}

}  // namespace rollcall::sim::redis
