#include "sim/disk/sqlite_process.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <string_view>

#include "sim/disk/vfs.h"

namespace rollcall::sim {
namespace {

std::array<unsigned char, 32> drawn_in_world(std::uint64_t seed) {
  reset_sqlite(seed);
  std::array<unsigned char, 32> bytes{};
  sqlite3_randomness(static_cast<int>(bytes.size()), bytes.data());
  return bytes;
}

TEST(SqliteProcess, DrawsTheSameInEqualWorldsWhateverRanBetween) {
  const auto first = drawn_in_world(7);
  EXPECT_NE(drawn_in_world(8), first);
  EXPECT_EQ(drawn_in_world(7), first);
}

TEST(SqliteProcess, KeepsTheSystemsVfsAsTheDefault) {
  reset_sqlite(1);
  EXPECT_EQ(std::string_view(simulated_vfs()), "rollcall");
  EXPECT_EQ(std::string_view(simulated_vfs()), "rollcall");
  EXPECT_EQ(std::string_view(sqlite3_vfs_find(nullptr)->zName), "unix");
  EXPECT_NE(sqlite3_vfs_find("rollcall"), nullptr);
}

}  // namespace
}  // namespace rollcall::sim
