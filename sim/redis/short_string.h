// A string in 16 bytes, replaced as a whole: up to 15 characters lie inside, more of them
// elsewhere. Keys and fields are short and many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <utility>

namespace rollcall::sim::redis {

class ShortString {
 public:
  ShortString() = default;
  // Less than 4 GiB, like all that Redis takes.
  explicit ShortString(std::string_view text) {
    if (text.size() <= inside) {
      text.copy(bytes_.data(), text.size());
      bytes_.back() = static_cast<char>(text.size());
      return;
    }
    Elsewhere copy{new char[text.size()], static_cast<std::uint32_t>(text.size())};
    text.copy(copy.text, text.size());
    std::memcpy(bytes_.data(), &copy, far_bytes);
    bytes_.back() = elsewhere;
  }
  ~ShortString() {
    if (bytes_.back() == elsewhere) delete[] get_elsewhere().text;
  }
  ShortString(const ShortString& other) : ShortString(std::string_view(other)) {}
  ShortString(ShortString&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  ShortString& operator=(ShortString other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }

  // Valid until the string is replaced or moved.
  operator std::string_view() const {  // NOLINT(google-explicit-constructor): it is one
    if (bytes_.back() != elsewhere) return {bytes_.data(), static_cast<std::size_t>(bytes_.back())};
    const Elsewhere far = get_elsewhere();
    return {far.text, far.size};
  }
  [[nodiscard]] std::size_t size() const { return std::string_view(*this).size(); }
  friend bool operator==(const ShortString& a, std::string_view b) {
    return std::string_view(a) == b;
  }

 private:
  struct Elsewhere {
    char* text;
    std::uint32_t size;
  };
  static constexpr std::size_t inside = 15;
  static constexpr std::size_t far_bytes = 12;  // what of Elsewhere is no padding
  static constexpr char elsewhere = 16;

  [[nodiscard]] Elsewhere get_elsewhere() const {
    Elsewhere found{};
    std::memcpy(&found, bytes_.data(), far_bytes);
    return found;
  }

  // The last byte: how many of the others there are.
  alignas(void*) std::array<char, 16> bytes_{};
};

}  // namespace rollcall::sim::redis
