#include "sim/disk/content.h"

#include <algorithm>
#include <cstring>

namespace rollcall::sim {

std::span<char> Content::from(std::uint64_t offset) const {
  return std::span(*blocks_[offset / block_size]).subspan(offset % block_size);
}

std::string Content::copy(std::uint64_t offset, std::uint64_t length) const {
  std::string bytes(length, '\0');
  bytes.resize(read(offset, bytes));
  return bytes;
}

std::size_t Content::read(std::uint64_t offset, std::span<char> into) const {
  if (offset >= size_) return 0;
  const std::size_t length = std::min<std::uint64_t>(into.size(), size_ - offset);
  for (std::size_t done = 0; done < length;) {
    const std::span<char> block = from(offset + done);
    const std::size_t part = std::min(length - done, block.size());
    std::memcpy(into.data() + done, block.data(), part);
    done += part;
  }
  return length;
}

void Content::write(std::uint64_t offset, std::string_view bytes) {
  if (offset > size_) resize(offset);
  make_room(offset + bytes.size());
  while (!bytes.empty()) {
    const std::span<char> block = from(offset);
    const std::size_t part = std::min(bytes.size(), block.size());
    std::memcpy(block.data(), bytes.data(), part);
    bytes.remove_prefix(part);
    offset += part;
  }
  size_ = std::max(size_, offset);
}

void Content::resize(std::uint64_t size) {
  make_room(size);
  while (size_ < size) {
    const std::span<char> block = from(size_);
    const std::size_t part = std::min<std::uint64_t>(size - size_, block.size());
    std::memset(block.data(), 0, part);
    size_ += part;
  }
  size_ = size;
  blocks_.resize((size + block_size - 1) / block_size);
}

void Content::make_room(std::uint64_t size) {
  while (blocks_.size() * block_size < size) {
    blocks_.push_back(std::make_unique_for_overwrite<Block>());
  }
}

}  // namespace rollcall::sim
