#include "sim/disk/disk.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "sim/disk/small_world.h"

namespace rollcall::sim {
namespace {

void sync(Disk& disk, Inode& inode) { disk.end_sync(inode, disk.begin_sync(inode)); }

using NamesAndContents = std::map<std::string, const Inode*>;

NamesAndContents picture(const Directory& directory) {
  NamesAndContents names;
  for (const auto& [path, inode] : directory.names()) names[path] = inode.get();
  return names;
}

// Every state in between is remembered, so that the inode pointers of the pictures stay meaningful.
RC_GTEST_PROP(Directory, APowerLossKeepsAPrefixOfTheUncommittedChanges, ()) {
  const auto name = rc::gen::element<std::string>("a", "b", "c");
  Directory directory;
  std::vector<std::shared_ptr<Inode>> alive;
  std::vector<NamesAndContents> pictures = {picture(directory)};
  for (const int step : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 7))) {
    const std::string first = *name;
    const std::string second = *name;
    if (step == 0) {
      directory.commit(directory.mark());
      pictures.clear();
    } else if (step <= 2) {
      directory.remove(first);
    } else if (step <= 4) {
      directory.rename(first, second);
    } else {
      alive.push_back(std::make_shared<Inode>(first));
      directory.link(first, alive.back());
    }
    if (pictures.size() <= directory.uncommitted()) pictures.push_back(picture(directory));
  }
  const auto kept = *rc::gen::inRange<std::size_t>(0, directory.uncommitted() + 1);
  directory.lose_power(kept);
  RC_ASSERT(picture(directory) == pictures[kept]);
  RC_ASSERT(directory.uncommitted() == 0U);
}

std::set<bool> fates_of_a_removed_journal(bool other_file_synced_afterwards) {
  std::set<bool> came_back;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    SmallWorld world({.seed = seed});
    Disk& disk = world.disk();
    disk.install("app.db", "pages");
    disk.install("app.db-journal", "hot");
    disk.remove("app.db-journal");
    if (other_file_synced_afterwards) sync(disk, *disk.open("app.db", false));
    disk.lose_power();
    came_back.insert(disk.exists("app.db-journal"));
  }
  return came_back;
}

TEST(Disk, ARemovedJournalMayComeBackAtAPowerLoss) {
  EXPECT_EQ(fates_of_a_removed_journal(false), (std::set<bool>{false, true}));
}

TEST(Disk, AnySyncCommitsEarlierRemovals) {
  EXPECT_EQ(fates_of_a_removed_journal(true), (std::set<bool>{false}));
}

TEST(Disk, ASyncCoversOnlyWhatWasThereWhenItBegan) {
  std::set<std::string> contents;
  std::set<bool> other_names;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    SmallWorld world({.seed = seed});
    Disk& disk = world.disk();
    const std::shared_ptr<Inode> inode = disk.open("log", true);
    inode->file.write(0, "before ");
    const Disk::SyncPoint begun = disk.begin_sync(*inode);
    inode->file.write(0, "during ");
    inode->file.write(7, "the sync");
    (void)disk.open("other", true);
    disk.end_sync(*inode, begun);
    disk.lose_power();
    contents.insert(std::string(disk.open("log", false)->file.bytes()));
    other_names.insert(disk.exists("other"));
  }
  EXPECT_TRUE(contents.contains("before "));
  EXPECT_TRUE(contents.contains("during the sync"));
  for (const std::string& content : contents) EXPECT_GE(content.size(), 7U) << content;
  EXPECT_EQ(other_names, (std::set<bool>{false, true}));
}

TEST(Disk, OverlappingSyncsCoverWhatEachCoversInWhateverOrderTheyEnd) {
  for (const bool early_ends_first : {true, false}) {
    std::set<std::string> contents;
    for (std::uint64_t seed = 1; seed < 60; ++seed) {
      SmallWorld world({.seed = seed});
      Disk& disk = world.disk();
      const std::shared_ptr<Inode> inode = disk.open("log", true);
      inode->file.write(0, "one ");
      const Disk::SyncPoint early = disk.begin_sync(*inode);
      inode->file.write(4, "two");
      const Disk::SyncPoint late = disk.begin_sync(*inode);
      disk.end_sync(*inode, early_ends_first ? early : late);
      inode->file.write(7, " three");
      disk.end_sync(*inode, early_ends_first ? late : early);
      disk.lose_power();
      contents.emplace(disk.open("log", false)->file.bytes());
    }
    EXPECT_EQ(contents, (std::set<std::string>{"one two", "one two three"}));
  }
}

TEST(Disk, AHandleOutlivesTheName) {
  SmallWorld world;
  Disk& disk = world.disk();
  const std::shared_ptr<Inode> first = disk.open("log", true);
  first->file.write(0, "old");
  disk.remove("log");
  disk.open("log", true)->file.write(0, "new");
  EXPECT_EQ(first->file.bytes(), "old");
  EXPECT_EQ(disk.open("log", false)->file.bytes(), "new");
}

TEST(Disk, RenamingReplacesAtomically) {
  std::set<std::string> contents;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    SmallWorld world({.seed = seed});
    Disk& disk = world.disk();
    disk.install("log", "old");
    disk.install("log.new", "new");
    EXPECT_TRUE(disk.rename("log.new", "log"));
    disk.lose_power();
    EXPECT_EQ(disk.exists("log.new"), disk.open("log", false)->file.bytes() == "old");
    contents.insert(std::string(disk.open("log", false)->file.bytes()));
  }
  EXPECT_EQ(contents, (std::set<std::string>{"old", "new"}));
}

TEST(Disk, WhatIsMissingIsSaidToBeMissing) {
  SmallWorld world;
  EXPECT_EQ(world.disk().open("none", false), nullptr);
  EXPECT_FALSE(world.disk().exists("none"));
  EXPECT_FALSE(world.disk().remove("none"));
  EXPECT_FALSE(world.disk().rename("none", "some"));
}

TEST(Disk, EachPowerLossDrawsAnewAndEqualSeedsDrawEqually) {
  const auto sizes = [](std::uint64_t seed) {
    SmallWorld world({.seed = seed});
    const std::shared_ptr<Inode> inode = world.disk().open("log", true);
    sync(world.disk(), *inode);
    std::vector<std::uint64_t> after_each;
    for (int loss = 0; loss < 20; ++loss) {
      inode->file.truncate(0);
      sync(world.disk(), *inode);
      for (int i = 0; i < 20; ++i) inode->file.write(inode->file.size(), "0123456789");
      world.disk().lose_power();
      after_each.push_back(inode->file.size());
    }
    return after_each;
  };
  EXPECT_EQ(sizes(3), sizes(3));
  EXPECT_NE(sizes(3), sizes(4));
  const std::vector<std::uint64_t> some = sizes(3);
  EXPECT_GT(std::set(some.begin(), some.end()).size(), 5U);
}

}  // namespace
}  // namespace rollcall::sim
