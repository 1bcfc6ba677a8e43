// The primitives of snapshots: integers little-endian, strings as u32 length and bytes.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

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

// A checksum vouches for no more than that the bytes are those which somebody wrote. What no
// SnapshotWriter wrote is refused; then zeros and empty texts come, and no elements.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view bytes) : rest_(bytes) {}

  template <class Number>
  Number number() {
    Number number{};
    expect(rest_.size() >= sizeof number);
    if (refused_) return number;
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }
  // Of elements that follow, each of at least a byte.
  std::uint32_t count() {
    const auto count = number<std::uint32_t>();
    expect(rest_.size() >= count);
    return refused_ ? 0 : count;
  }
  std::string_view text() {
    const std::string_view text = rest_.substr(0, count());
    rest_.remove_prefix(text.size());
    return text;
  }

  void expect(bool holds) {
    if (holds) return;
    refused_ = true;
    rest_ = {};
  }
  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  std::string_view rest_;
  bool refused_ = false;
};

}  // namespace rollcall::sim::redis
