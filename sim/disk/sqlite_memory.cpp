#include "sim/disk/sqlite_memory.h"

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>

#include "sim/schedule/address_sanitizer.h"

namespace rollcall::sim {
namespace {

constexpr std::size_t step = 32;
constexpr std::size_t pooled_sizes = 256;  // up to 8 KiB: a page with what SQLite adds to it

// Before each piece; what a free piece holds is the next one of its list.
struct Head {
  std::size_t size;  ///< of the piece without its head
};
struct FreePiece {
  FreePiece* next;
};
std::array<FreePiece*, pooled_sizes> free_pieces{};

Head& head_of(void* piece) { return *(static_cast<Head*>(piece) - 1); }

int size_of(void* piece) { return static_cast<int>(head_of(piece).size); }

void* allocate(int bytes) {
  const std::size_t steps = (static_cast<std::size_t>(bytes) + sizeof(Head) + step - 1) / step;
  if (steps < pooled_sizes && free_pieces[steps] != nullptr) {
    FreePiece* const piece = free_pieces[steps];
    free_pieces[steps] = piece->next;
    return piece;
  }
  auto* const head = static_cast<Head*>(std::malloc(steps * step));
  if (head == nullptr) return nullptr;
  head->size = steps * step - sizeof(Head);
  return head + 1;
}

void release(void* piece) {
  Head& head = head_of(piece);
  const std::size_t steps = (head.size + sizeof(Head)) / step;
  if (steps >= pooled_sizes) return std::free(&head);
  free_pieces[steps] = ::new (piece) FreePiece{free_pieces[steps]};
}

void* reallocate(void* piece, int bytes) {
  const std::size_t size = head_of(piece).size;
  if (static_cast<std::size_t>(bytes) <= size) return piece;
  void* const larger = allocate(bytes);
  if (larger == nullptr) return nullptr;
  std::memcpy(larger, piece, size);
  release(piece);
  return larger;
}

int round_up(int bytes) { return (bytes + 7) & ~7; }
int begin(void*) { return SQLITE_OK; }
void end(void*) {}

constexpr sqlite3_mem_methods methods{.xMalloc = allocate,
                                      .xFree = release,
                                      .xRealloc = reallocate,
                                      .xSize = size_of,
                                      .xRoundup = round_up,
                                      .xInit = begin,
                                      .xShutdown = end,
                                      .pAppData = nullptr};

#ifdef ROLLCALL_ASAN
constexpr bool wanted = false;
#else
constexpr bool wanted = true;
#endif

}  // namespace

bool configure_sqlite_memory() {
  return !wanted || sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) == SQLITE_OK;
}

}  // namespace rollcall::sim
