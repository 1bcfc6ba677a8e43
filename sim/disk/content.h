// The bytes of one file, in blocks: a file that grows copies none of what it has.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim {

class Content {
 public:
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::string copy(std::uint64_t offset, std::uint64_t length) const;
  /// Fills `into` from `offset` on; returns how many bytes, fewer than asked at the end.
  std::size_t read(std::uint64_t offset, std::span<char> into) const;
  /// A gap between the old end and `offset` becomes zeros.
  void write(std::uint64_t offset, std::string_view bytes);
  /// Cuts, or extends with zeros.
  void resize(std::uint64_t size);

 private:
  static constexpr std::uint64_t block_size = 32 * 1024;
  using Block = std::array<char, block_size>;
  /// The rest of `offset`'s block.
  [[nodiscard]] std::span<char> from(std::uint64_t offset) const;
  void make_room(std::uint64_t size);

  std::vector<std::unique_ptr<Block>> blocks_;
  std::uint64_t size_ = 0;
};

}  // namespace rollcall::sim
