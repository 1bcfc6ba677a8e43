// What the real SQLite promises on a real disk, asked of the simulated one; and, so that the
// promise means something, the disks and locks that must break it.
#include <gtest/gtest.h>

#include "sim/disk/small_world.h"
#include "sim/disk/storm.h"

namespace rollcall::sim {
namespace {

constexpr std::uint64_t seeds = 60;

TEST(Crash, TheSameSeedLeavesTheSameTraceWhateverRanBetween) {
  const Storm storm{.seed = 7, .event = Storm::Event::kill};
  const std::uint64_t trace = weather(storm).trace;
  EXPECT_EQ(weather(storm).trace, trace);
  (void)weather({.seed = 8, .journal = "delete", .event = Storm::Event::power_loss});
  (void)weather({.seed = 7, .synchronous = "normal", .event = Storm::Event::kill});
  EXPECT_EQ(weather(storm).trace, trace);
  EXPECT_NE(weather({.seed = 8, .event = Storm::Event::kill}).trace, trace);
}

TEST(Crash, AStormWithoutEventsLosesNothing) {
  const Summary summary = weather_many({}, seeds);
  EXPECT_GT(summary.acknowledged, seeds * 20);
  EXPECT_EQ(summary.lost, 0U);
  EXPECT_EQ(summary.unsound, 0U);
}

TEST(Crash, AKillLosesNoAcknowledgedCommit) {
  for (const char* synchronous : {"full", "normal"}) {
    const Summary summary =
        weather_many({.synchronous = synchronous, .event = Storm::Event::kill}, seeds);
    EXPECT_GT(summary.acknowledged, seeds * 20);
    EXPECT_EQ(summary.lost, 0U) << synchronous;
    EXPECT_EQ(summary.unsound, 0U) << synchronous;
  }
}

TEST(Crash, APowerLossLosesNothingWithSynchronousFull) {
  const Summary summary = weather_many({.event = Storm::Event::power_loss}, 4 * seeds);
  EXPECT_GT(summary.acknowledged, seeds * 20);
  EXPECT_EQ(summary.lost, 0U);
  EXPECT_EQ(summary.unsound, 0U);
}

TEST(Crash, APowerLossLosesCommitsWithSynchronousNormalAndLeavesThemSound) {
  const Summary summary =
      weather_many({.synchronous = "normal", .event = Storm::Event::power_loss}, seeds);
  EXPECT_GT(summary.lost, 0U);
  EXPECT_EQ(summary.unsound, 0U);
}

TEST(Crash, ASyncThatLiesLosesCommitsAtAPowerLoss) {
  AlwaysRule lie("sqlite.sync", "", {.kind = Verdict::Kind::lie});
  const Summary summary = weather_many({.event = Storm::Event::power_loss, .rules = {&lie}}, seeds);
  EXPECT_GT(summary.lost, 0U);
  EXPECT_GT(summary.unsound, 0U);
}

TEST(Crash, AWriteLockThatIsAlwaysGrantedIsFound) {
  AlwaysRule granted("sqlite.shm_lock", "write", {.kind = Verdict::Kind::lie});
  const Summary summary = weather_many({.rules = {&granted}}, 20);
  EXPECT_GT(granted.asked, 0U);
  EXPECT_GT(summary.lost + summary.unsound, 0U);
}

TEST(Crash, RollbackJournalsSurviveAKill) {
  const Summary summary = weather_many({.journal = "delete", .event = Storm::Event::kill}, seeds);
  EXPECT_GT(summary.acknowledged, seeds * 10);
  EXPECT_EQ(summary.lost, 0U);
  EXPECT_EQ(summary.unsound, 0U);
}

// Without a sync of the directory the last journal may come back and undo the last commit; never
// more than that, and never into an unsound database. EXTRA syncs the directory.
TEST(Crash, ARollbackJournalMayUndoTheLastCommitAtAPowerLossUnlessSynchronousIsExtra) {
  const Summary full =
      weather_many({.journal = "delete", .event = Storm::Event::power_loss}, 4 * seeds);
  EXPECT_GT(full.lost, 0U);
  EXPECT_EQ(full.lost_at_most, 1U);
  EXPECT_EQ(full.unsound, 0U);
  const Summary extra = weather_many(
      {.journal = "delete", .synchronous = "extra", .event = Storm::Event::power_loss}, 4 * seeds);
  EXPECT_EQ(extra.lost, 0U);
  EXPECT_EQ(extra.unsound, 0U);
}

}  // namespace
}  // namespace rollcall::sim
