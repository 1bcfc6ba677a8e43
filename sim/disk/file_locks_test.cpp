#include "sim/disk/file_locks.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace rollcall::sim {
namespace {

constexpr int holders = 4;
using Levels = std::array<LockLevel, holders>;

/// The table of sqlite.org/lockingv3.html, over the levels of all others.
bool may_take(const Levels& levels, std::size_t who, LockLevel wanted) {
  bool allowed = true;
  for (std::size_t other = 0; other < levels.size(); ++other) {
    if (other == who) continue;
    const LockLevel theirs = levels[other];
    if (wanted == LockLevel::shared) allowed &= theirs < LockLevel::pending;
    if (wanted == LockLevel::reserved) allowed &= theirs < LockLevel::reserved;
    if (wanted == LockLevel::exclusive) allowed &= theirs == LockLevel::none;
  }
  return allowed;
}

RC_GTEST_PROP(FileLocks, AreGrantedExactlyWhenNobodyElseIsInTheWay, ()) {
  FileLocks locks;
  std::array<FileLocks::Holder, holders> who;
  const auto levels = [&who] {
    Levels all{};
    std::transform(who.begin(), who.end(), all.begin(), [](auto& each) { return each.level; });
    return all;
  };
  for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 40))) {
    const auto index = static_cast<std::size_t>(step % holders);
    FileLocks::Holder& holder = who[index];
    if (step < 12) {
      locks.release(holder, step < 8 ? LockLevel::none : LockLevel::shared);
      continue;
    }
    constexpr LockLevel steps[] = {LockLevel::shared, LockLevel::reserved, LockLevel::exclusive};
    const LockLevel wanted = steps[(step / holders) % 3];
    if (wanted != LockLevel::shared && holder.level == LockLevel::none) continue;  // never asked
    if (holder.level >= wanted) continue;
    const bool allowed = may_take(levels(), index, wanted);
    RC_ASSERT(locks.acquire(holder, wanted) == allowed);
    RC_ASSERT(!allowed || holder.level == wanted);
    const Levels now = levels();
    const auto writers = std::count_if(
        now.begin(), now.end(), [](LockLevel level) { return level >= LockLevel::reserved; });
    RC_ASSERT(writers <= 1);
    RC_ASSERT(locks.reserved() == (writers == 1));
  }
}

TEST(FileLocks, AWriterThatWaitsForReadersLetsNoNewOneIn) {
  FileLocks locks;
  FileLocks::Holder writer;
  FileLocks::Holder reader;
  FileLocks::Holder late;
  ASSERT_TRUE(locks.acquire(writer, LockLevel::shared));
  ASSERT_TRUE(locks.acquire(reader, LockLevel::shared));
  ASSERT_TRUE(locks.acquire(writer, LockLevel::reserved));
  EXPECT_FALSE(locks.acquire(writer, LockLevel::exclusive));
  EXPECT_EQ(writer.level, LockLevel::pending);
  EXPECT_FALSE(locks.acquire(late, LockLevel::shared));
  locks.release(reader, LockLevel::none);
  EXPECT_TRUE(locks.acquire(writer, LockLevel::exclusive));
  locks.release(writer, LockLevel::none);
  EXPECT_TRUE(locks.acquire(late, LockLevel::shared));
}

}  // namespace
}  // namespace rollcall::sim
