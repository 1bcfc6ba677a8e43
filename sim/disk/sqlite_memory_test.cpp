#include "sim/disk/sqlite_memory.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/disk/sqlite_process.h"

namespace rollcall::sim {
namespace {

// Every size below a page, and some above all that is pooled.
constexpr int sizes[] = {1, 7, 8, 24, 25, 56, 57, 100, 1000, 4096, 8183, 8184, 8185, 20'000};

struct Piece {
  char* bytes;
  int size;
  char letter;
  [[nodiscard]] std::string_view text() const { return {bytes, static_cast<std::size_t>(size)}; }
};

std::vector<Piece> take_all(char letter) {
  std::vector<Piece> pieces;
  for (const int size : sizes) {
    auto* const bytes = static_cast<char*>(sqlite3_malloc(size));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(bytes) % 8, 0U) << size;
    EXPECT_GE(sqlite3_msize(bytes), static_cast<sqlite3_uint64>(size));
    std::fill_n(bytes, size, letter);
    pieces.push_back({bytes, size, letter++});
  }
  return pieces;
}

TEST(SqliteMemory, NoTwoPiecesThatAreInUseShareAByte) {
  configure_sqlite();
  for (int round = 0; round < 3; ++round) {
    const std::vector<Piece> first = take_all('a');
    const std::vector<Piece> second = take_all('A');
    for (const auto* pieces : {&first, &second}) {
      for (const Piece& piece : *pieces) {
        EXPECT_EQ(piece.text(), std::string(piece.text().size(), piece.letter));
        sqlite3_free(piece.bytes);
      }
    }
  }
}

TEST(SqliteMemory, APieceThatGrowsKeepsItsBytes) {
  configure_sqlite();
  for (Piece piece : take_all('a')) {
    const std::string before(piece.text());
    piece.bytes = static_cast<char*>(sqlite3_realloc(piece.bytes, piece.size * 3));
    EXPECT_EQ(piece.text(), before);
    sqlite3_free(piece.bytes);
  }
}

}  // namespace
}  // namespace rollcall::sim
