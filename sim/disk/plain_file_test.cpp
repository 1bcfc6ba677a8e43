#include "sim/disk/plain_file.h"

#include <gtest/gtest.h>

#include <set>

#include "sim/disk/small_world.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

TEST(PlainFile, AppendsReadsCutsAndRenames) {
  SmallWorld world;
  world.run("redis", [&] {
    PlainFile log(world.disk(), "log");
    EXPECT_EQ(log.read_all().error(), FileError::missing);
    EXPECT_TRUE(log.append("SET a 1\n"));
    EXPECT_TRUE(log.append("SET b 2\n"));
    EXPECT_EQ(log.read_all().value(), "SET a 1\nSET b 2\n");
    EXPECT_TRUE(log.truncate(8));
    EXPECT_EQ(log.size().value(), 8U);
    PlainFile rewritten(world.disk(), "log.new");
    EXPECT_TRUE(rewritten.replace_content("SET c 3\n"));
    EXPECT_TRUE(rewritten.rename_to("log"));
    EXPECT_EQ(log.read_all().value(), "SET c 3\n");
    EXPECT_EQ(rewritten.size().error(), FileError::missing);
    EXPECT_TRUE(log.remove());
    EXPECT_EQ(log.remove().error(), FileError::missing);
  });
}

TEST(PlainFile, OnAFullDiskGrowsNoMoreUntilThereIsRoom) {
  SmallWorld world;
  world.run("redis", [&] {
    PlainFile log(world.disk(), "log");
    PlainFile other(world.disk(), "other");
    EXPECT_TRUE(other.append("12345678"));
    world.disk().set_capacity(20);
    EXPECT_TRUE(log.append("123456789012"));
    EXPECT_EQ(log.append("3").error(), FileError::full);
    EXPECT_EQ(log.size().value(), 12U);
    EXPECT_EQ(other.replace_content("123456789").error(), FileError::full);
    EXPECT_EQ(other.size().value(), 0U);
    EXPECT_TRUE(log.append("3"));
    world.disk().set_capacity(5);
    EXPECT_EQ(log.append("4").error(), FileError::full);
    EXPECT_TRUE(log.truncate(2));
    EXPECT_TRUE(log.append("345"));
  });
}

TEST(PlainFile, TakesTheLatencyOfTheDisk) {
  SmallWorld world({.latency = {.disk_write = {2ms, 2ms}, .disk_sync = {10ms, 10ms}}});
  world.run("redis", [&] {
    PlainFile log(world.disk(), "log");
    EXPECT_TRUE(log.append("x"));
    EXPECT_EQ(world.now().time_since_epoch(), 2ms);
    EXPECT_TRUE(log.sync());
    EXPECT_EQ(world.now().time_since_epoch(), 12ms);
  });
}

std::string after_power_loss(std::uint64_t seed, bool synced, Rule* rule = nullptr) {
  SmallWorld world({.seed = seed});
  if (rule != nullptr) world.hooks().install(*rule);
  world.run("redis", [&] {
    PlainFile log(world.disk(), "log");
    EXPECT_TRUE(log.append("SET a 1\n"));
    if (synced) {
      EXPECT_TRUE(log.sync());
    }
  });
  if (rule != nullptr) world.hooks().remove(*rule);
  world.lose_power();
  std::string content;
  world.run("redis", [&] { content = PlainFile(world.disk(), "log").read_all().value_or(""); });
  return content;
}

TEST(PlainFile, WhatWasSyncedSurvivesAPowerLossAndTheRestMayNot) {
  int lost = 0;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    EXPECT_EQ(after_power_loss(seed, true), "SET a 1\n");
    if (after_power_loss(seed, false).empty()) ++lost;
  }
  EXPECT_GT(lost, 10);
  EXPECT_LT(lost, 59);
}

TEST(PlainFile, WhatIsAppendedDuringASyncMayBeLost) {
  std::set<std::string> contents;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    SmallWorld world({.seed = seed, .latency = {.disk_sync = {10ms, 10ms}}});
    Process& redis = world.start("redis");
    world.spawn(redis, "main", [&] {
      PlainFile log(world.disk(), "log");
      EXPECT_TRUE(log.append("before"));
      EXPECT_TRUE(log.sync());
    });
    world.spawn(redis, "other", [&] {
      world.scheduler().sleep_until(MonotonicTime(5ms));
      EXPECT_TRUE(PlainFile(world.disk(), "log").append(" and during"));
    });
    world.run_until_idle();
    world.lose_power();
    contents.emplace(world.disk().open("log", false)->file.bytes());
  }
  EXPECT_EQ(contents, (std::set<std::string>{"before", "before and during"}));
}

TEST(PlainFile, ASyncMayLie) {
  AlwaysRule lie("file.sync", "log", {.kind = Verdict::Kind::lie});
  int lost = 0;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    if (after_power_loss(seed, true, &lie).empty()) ++lost;
  }
  EXPECT_GT(lost, 10);
}

TEST(PlainFile, ARefusedCallChangesNothing) {
  SmallWorld world;
  AlwaysRule refuse("file.write", "log", {.kind = Verdict::Kind::fail});
  world.run("redis", [&] {
    PlainFile log(world.disk(), "log");
    EXPECT_TRUE(log.append("kept"));
    world.hooks().install(refuse);
    EXPECT_EQ(log.append("refused").error(), FileError::io);
    EXPECT_EQ(log.remove().error(), FileError::io);
    world.hooks().remove(refuse);
    EXPECT_EQ(log.read_all().value(), "kept");
  });
}

TEST(PlainFile, ADeadProcessChangesNothing) {
  SmallWorld world({.latency = {.disk_write = {5ms, 5ms}}});
  Process& redis = world.start("redis");
  std::vector<FileError> errors;
  world.spawn(redis, "main", [&] {
    PlainFile log(world.disk(), "log");
    errors.push_back(log.append("interrupted").error());
    errors.push_back(log.append("after death").error());
    errors.push_back(log.sync().error());
    errors.push_back(log.size().error());
  });
  world.at(MonotonicTime(3ms), [&] { world.kill(redis); });
  world.run_until_idle();
  EXPECT_EQ(errors, std::vector<FileError>(4, FileError::killed));
  EXPECT_FALSE(world.disk().exists("log"));
}

}  // namespace
}  // namespace rollcall::sim
