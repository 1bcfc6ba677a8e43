#include "sim/disk/wal_index.h"

#include <gtest/gtest.h>

namespace rollcall::sim {
namespace {

constexpr WalIndex::Slots write_slot{.first = 0, .count = 1};
constexpr WalIndex::Slots read_slot{.first = 3, .count = 1};
constexpr WalIndex::Slots all_slots{.first = 0, .count = WalIndex::slots};

TEST(WalIndex, ManyShareASlotOrOneHasItAlone) {
  WalIndex index;
  WalIndex::Connection a;
  WalIndex::Connection b;
  ASSERT_TRUE(index.lock_shared(a, read_slot));
  EXPECT_TRUE(index.lock_shared(b, read_slot));
  EXPECT_FALSE(index.lock_exclusive(b, all_slots));
  index.unlock(a, read_slot);
  EXPECT_FALSE(index.lock_exclusive(a, read_slot)) << "the other one still shares it";
  index.unlock(b, read_slot);
  ASSERT_TRUE(index.lock_exclusive(a, read_slot));
  EXPECT_FALSE(index.lock_shared(b, read_slot));
  EXPECT_FALSE(index.lock_exclusive(b, read_slot));
}

TEST(WalIndex, ARefusedRangeLeavesNoSlotLocked) {
  WalIndex index;
  WalIndex::Connection a;
  WalIndex::Connection b;
  ASSERT_TRUE(index.lock_exclusive(a, read_slot));
  ASSERT_FALSE(index.lock_exclusive(b, all_slots));
  EXPECT_TRUE(index.lock_exclusive(a, write_slot));
}

TEST(WalIndex, UnlockingWhatIsNotHeldTakesNothingFromOthers) {
  WalIndex index;
  WalIndex::Connection a;
  WalIndex::Connection b;
  ASSERT_TRUE(index.lock_exclusive(a, write_slot));
  index.unlock(b, all_slots);
  EXPECT_FALSE(index.lock_exclusive(b, write_slot));
}

TEST(WalIndex, AConnectionThatLeavesGivesItsLocksBack) {
  WalIndex index;
  WalIndex::Connection a;
  WalIndex::Connection b;
  index.connect();
  index.connect();
  ASSERT_TRUE(index.lock_exclusive(a, write_slot));
  ASSERT_TRUE(index.lock_shared(a, read_slot));
  EXPECT_FALSE(index.disconnect(a));
  EXPECT_TRUE(index.lock_exclusive(b, all_slots));
  EXPECT_TRUE(index.disconnect(b));
}

TEST(WalIndex, RegionsStartAsZerosAndStayWhereTheyAre) {
  WalIndex index;
  EXPECT_EQ(index.region(0, 64, false), nullptr);
  std::byte* const first = index.region(0, 64, true);
  EXPECT_EQ(first[63], std::byte{0});
  for (std::size_t i = 1; i < 20; ++i) (void)index.region(i, 64, true);
  EXPECT_EQ(index.region(0, 64, false), first);
}

TEST(WalIndex, ASnapshotBringsBackItsBytesInPlace) {
  WalIndex index;
  std::byte* const memory = index.region(0, 64, true);
  memory[5] = std::byte{1};
  const WalIndex::Snapshot snapshot = index.save();
  memory[5] = std::byte{2};
  index.restore(snapshot);
  EXPECT_EQ(memory[5], std::byte{1});
  EXPECT_EQ(index.region(0, 64, false), memory);
}

}  // namespace
}  // namespace rollcall::sim
