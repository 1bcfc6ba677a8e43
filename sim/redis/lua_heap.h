// The memory of one Lua interpreter: an arena whose addresses do not depend on the run.
//
// Lua hashes tables, functions and threads by the lower 32 bits of their addresses, so pairs()
// walks over keys of these types in an order that malloc decides. The arena starts at a multiple of
// 4 GiB and allocates by size and order of the requests alone: the lower bits, and with them every
// order, are the same in each run and build. The arena's end is the memory limit of scripts, too.
//
// keep_image() remembers all bytes; restore_image() brings them back: whatever lived in the arena
// is then, to the byte, as it was.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall::sim::redis {

class LuaHeap {
 public:
  static constexpr std::size_t arena = std::size_t{1} << 28;

  LuaHeap();
  ~LuaHeap();
  LuaHeap(const LuaHeap&) = delete;
  LuaHeap& operator=(const LuaHeap&) = delete;

  // What a lua_Alloc has to do; nullptr when the arena is full.
  void* reallocate(void* block, std::size_t old_size, std::size_t new_size);

  void keep_image();
  void restore_image();

  // Most of it was handed out at some time, maybe in small pieces, which are never joined again: a
  // new start is due.
  [[nodiscard]] bool is_worn() const { return layout_.used > arena / 2; }

  // The address as seen from the arena's start: equal in each run.
  [[nodiscard]] std::uintptr_t offset_of(const void* address) const;

 private:
  // Blocks are multiples of 16 bytes up to 512, above that powers of two.
  static constexpr std::size_t small_classes = 32;
  static constexpr std::size_t classes = small_classes + 32;

  struct FreeBlock {
    FreeBlock* next;
  };
  struct Layout {
    std::size_t used = 0;  // bytes from the start of the arena that were ever handed out
    std::array<FreeBlock*, classes> free{};
  };

  static std::size_t class_of(std::size_t size);
  static std::size_t size_of_class(std::size_t size_class);

  void* take(std::size_t size_class);
  void give_back(void* block, std::size_t size_class);
  bool make_usable(std::size_t bytes);

  std::byte* base_ = nullptr;
  std::size_t usable_ = 0;  // bytes from the start that may be read and written
  Layout layout_;
  Layout image_layout_;
  std::vector<std::byte> image_;
};

}  // namespace rollcall::sim::redis
