#include "sim/redis/lua_heap.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>
#include <utility>

#include "engine/check.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t alignment = std::size_t{4} << 30;
constexpr std::size_t growth = std::size_t{1} << 18;
constexpr std::size_t small_max = 512;
constexpr std::size_t grain = 16;

}  // namespace

LuaHeap::LuaHeap() {
  // Address space only: pages cost memory once they are written.
  void* const reserved = mmap(nullptr, alignment + arena, PROT_NONE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ROLLCALL_CHECK(reserved != MAP_FAILED, "no address space for a Lua heap");
  std::byte* const start = static_cast<std::byte*>(reserved);
  const std::size_t skipped = (0 - std::bit_cast<std::uintptr_t>(start)) % alignment;
  base_ = start + skipped;
  if (skipped > 0) munmap(start, skipped);
  if (skipped < alignment) munmap(base_ + arena, alignment - skipped);
}

LuaHeap::~LuaHeap() { munmap(base_, arena); }

std::size_t LuaHeap::class_of(std::size_t size) {
  if (size <= small_max) return (size - 1) / grain;
  return small_classes + std::bit_width(size - 1) - std::bit_width(small_max);
}

std::size_t LuaHeap::size_of_class(std::size_t size_class) {
  if (size_class < small_classes) return (size_class + 1) * grain;
  return small_max << (size_class - small_classes + 1);
}

bool LuaHeap::make_usable(std::size_t bytes) {
  if (bytes <= usable_) return true;
  if (bytes > arena) return false;
  const std::size_t wanted = std::min((bytes + growth - 1) / growth * growth, arena);
  if (mprotect(base_, wanted, PROT_READ | PROT_WRITE) != 0) return false;
  usable_ = wanted;
  return true;
}

void* LuaHeap::take(std::size_t size_class) {
  FreeBlock*& free = layout_.free[size_class];
  if (free != nullptr) return std::exchange(free, free->next);
  const std::size_t size = size_of_class(size_class);
  if (!make_usable(layout_.used + size)) return nullptr;
  void* const block = base_ + layout_.used;
  layout_.used += size;
  return block;
}

void LuaHeap::give_back(void* block, std::size_t size_class) {
  layout_.free[size_class] = new (block) FreeBlock{layout_.free[size_class]};
}

void* LuaHeap::reallocate(void* block, std::size_t old_size, std::size_t new_size) {
  const bool is_new = block == nullptr || old_size == 0;
  if (new_size == 0) {
    if (!is_new) give_back(block, class_of(old_size));
    return nullptr;
  }
  if (new_size > arena) return nullptr;
  const std::size_t new_class = class_of(new_size);
  if (is_new) return take(new_class);
  const std::size_t old_class = class_of(old_size);
  if (old_class == new_class) return block;
  void* const moved = take(new_class);
  if (moved == nullptr) return new_size < old_size ? block : nullptr;
  std::memcpy(moved, block, std::min(old_size, new_size));
  give_back(block, old_class);
  return moved;
}

void LuaHeap::keep_image() {
  image_.assign(base_, base_ + layout_.used);
  image_layout_ = layout_;
}

void LuaHeap::restore_image() {
  std::memcpy(base_, image_.data(), image_.size());
  layout_ = image_layout_;
  if (usable_ <= 4 * growth) return;
  // A script that used much gives it back; what is left is read-write zero pages.
  madvise(base_ + 4 * growth, usable_ - 4 * growth, MADV_DONTNEED);
}

std::uintptr_t LuaHeap::offset_of(const void* address) const {
  return std::bit_cast<std::uintptr_t>(address) - std::bit_cast<std::uintptr_t>(base_);
}

}  // namespace rollcall::sim::redis
