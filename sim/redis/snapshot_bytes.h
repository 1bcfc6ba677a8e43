// The primitives of snapshots: integers little-endian, strings as u32 length and bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "engine/check.h"

namespace rollcall::sim::redis {

static_assert(std::endian::native == std::endian::little, "integers are written as they lie");

class SnapshotWriter {
 public:
  template <class Number>
  void number(Number number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes.append(raw, sizeof number);
  }
  void count(std::size_t count) { number(static_cast<std::uint32_t>(count)); }
  void text(std::string_view text) {
    count(text.size());
    bytes += text;
  }

  std::string bytes;
};

// The checksum has vouched for the bytes: what does not fit now is a bug of ours.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    ROLLCALL_CHECK(rest_.size() >= sizeof(Number), "a snapshot ends too early");
    Number number;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }
  std::uint32_t count() { return number<std::uint32_t>(); }
  std::string_view text() {
    const auto length = count();
    ROLLCALL_CHECK(rest_.size() >= length, "a snapshot ends too early");
    const std::string_view text = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return text;
  }

 private:
  std::string_view rest_;
};

}  // namespace rollcall::sim::redis
