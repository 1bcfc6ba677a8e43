#include "sim/redis/dump_compact.h"

#include <cstddef>
#include <cstdint>

#include "sim/redis/numbers.h"

namespace rollcall::sim::redis {
namespace {

using Words = std::vector<std::string>;

// A number of up to eight bytes, the lowest first.
std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t at = bytes.size(); at > 0; --at) {
    value = value << 8 | static_cast<unsigned char>(bytes[at - 1]);
  }
  return value;
}

// Of a number of so many bits, the highest of which is its sign.
std::int64_t with_sign(std::uint64_t value, unsigned bits) {
  return static_cast<std::int64_t>(value << (64 - bits)) >> (64 - bits);
}

std::string decimal(std::int64_t number) {
  std::string digits;
  append_integer(digits, number);
  return digits;
}

// Entries: what kind and how long, the bytes, and the length of both, to be read from behind.
//
//   0nnnnnnn             a number up to 127          11110000 length:4  a string
//   10llllll             a string                    11110001 n:2, 11110010 n:3,
//   110nnnnn nnnnnnnn    a number of 13 bits         11110011 n:4, 11110100 n:8  numbers
//   1110llll llllllll    a string
class Listpack {
 public:
  explicit Listpack(std::string_view bytes) : bytes_(bytes) {}

  std::optional<Words> read() {
    constexpr std::size_t head_bytes = 6;
    constexpr std::uint64_t many = 65535;  // the count that stands for any larger one
    if (bytes_.size() < head_bytes + 1 || little_endian(bytes_.substr(0, 4)) != bytes_.size()) {
      return std::nullopt;
    }
    const std::uint64_t count = little_endian(bytes_.substr(4, 2));
    at_ = head_bytes;
    Words words;
    while (at_ + 1 < bytes_.size()) {
      if (!read_entry(words)) return std::nullopt;
    }
    const bool ends = at_ + 1 == bytes_.size() && byte(at_) == 0xff;
    const bool counted = count == many || count == words.size();
    return ends && counted ? std::optional(std::move(words)) : std::nullopt;
  }

 private:
  [[nodiscard]] unsigned byte(std::size_t at) const {
    return static_cast<unsigned char>(bytes_[at]);
  }

  bool read_entry(Words& words) {
    const unsigned first = byte(at_);
    const std::size_t start = at_;
    bool good = false;
    if (first < 0x80) {
      words.push_back(decimal(first));
      ++at_;
      good = true;
    } else if (first < 0xc0) {
      good = take_string(words, 1, first & 0x3f);
    } else if (first < 0xe0) {
      good = has(2);
      if (good) words.push_back(decimal(with_sign((first & 0x1f) << 8 | byte(at_ + 1), 13)));
      at_ += 2;
    } else if (first < 0xf0) {
      good = has(2) && take_string(words, 2, (first & 0x0f) << 8 | byte(at_ + 1));
    } else if (first == 0xf0) {
      good = has(5) && take_string(words, 5, little_endian(bytes_.substr(at_ + 1, 4)));
    } else if (first <= 0xf4) {
      good = take_number(words, first == 0xf4 ? 8 : first - 0xef);
    }
    return good && skip_length(at_ - start);
  }

  [[nodiscard]] bool has(std::size_t bytes) const { return bytes_.size() - at_ > bytes; }

  bool take_string(Words& words, std::size_t head, std::size_t length) {
    if (!has(head) || bytes_.size() - at_ - head <= length) return false;
    words.emplace_back(bytes_.substr(at_ + head, length));
    at_ += head + length;
    return true;
  }

  bool take_number(Words& words, unsigned size) {
    if (!has(1 + size)) return false;
    words.push_back(decimal(with_sign(little_endian(bytes_.substr(at_ + 1, size)), size * 8)));
    at_ += 1 + size;
    return true;
  }

  // Seven bits a byte, the highest first; all but the first byte are marked.
  bool skip_length(std::size_t entry) {
    const std::size_t bytes = back_length_bytes(entry);
    if (!has(bytes)) return false;
    std::size_t said = 0;
    for (std::size_t i = 0; i < bytes; ++i) said = said << 7 | (byte(at_ + i) & 0x7f);
    at_ += bytes;
    return said == entry;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Words> read_listpack(std::string_view bytes) { return Listpack(bytes).read(); }

std::optional<Words> read_intset(std::string_view bytes) {
  constexpr std::size_t head_bytes = 8;
  if (bytes.size() < head_bytes) return std::nullopt;
  const std::uint64_t size = little_endian(bytes.substr(0, 4));
  const std::uint64_t count = little_endian(bytes.substr(4, 4));
  const bool is_size = size == 2 || size == 4 || size == 8;
  if (!is_size || bytes.size() != head_bytes + size * count) return std::nullopt;
  Words words;
  for (std::size_t at = head_bytes; at < bytes.size(); at += size) {
    const std::uint64_t number = little_endian(bytes.substr(at, size));
    words.push_back(decimal(with_sign(number, static_cast<unsigned>(size * 8))));
  }
  return words;
}

}  // namespace rollcall::sim::redis
