// What a killed process leaves to those that live on.
#include <gtest/gtest.h>

#include "sim/disk/small_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

class Death : public ::testing::TestWithParam<const char*> {
 protected:
  void create_table(SmallWorld& world) {
    world.run("setup", [] {
      TestDatabase database;
      database.execute(std::string("PRAGMA journal_mode=") + GetParam());
      database.execute("CREATE TABLE t(x)");
    });
  }
};

TEST_P(Death, GivesBackEveryLockAndHandle) {
  SmallWorld world;
  create_table(world);
  Process& victim = world.start("victim");
  world.spawn(victim, "writer", [&] {
    TestDatabase database;
    database.execute("BEGIN IMMEDIATE");
    database.execute("INSERT INTO t VALUES(1)");
    world.scheduler().sleep_until(MonotonicTime::max());
  });
  world.run_for(1s);
  const std::shared_ptr<Inode> inode = world.disk().open("app.db", false);
  EXPECT_EQ(inode->handles, 1U);
  world.kill(victim);
  EXPECT_EQ(inode->handles, 0U);
  EXPECT_EQ(inode->wal_index, nullptr);
  world.run("app", [] {
    TestDatabase database("app.db", 0);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(2)"), SQLITE_OK);
    EXPECT_EQ(database.text("SELECT group_concat(x) FROM t"), "2");
  });
}

TEST_P(Death, HasNoEffectOnDiskOrTrace) {
  SmallWorld world;
  create_table(world);
  Process& victim = world.start("victim");
  world.spawn(victim, "writer", [] {
    TestDatabase database;
    for (int i = 0; i < 1000; ++i) database.execute("INSERT INTO t VALUES(1)");
  });
  world.run_for(20ms);
  std::map<std::string, std::string> before;
  const auto files = [&world] {
    std::map<std::string, std::string> contents;
    for (const char* path : {"app.db", "app.db-wal", "app.db-journal"}) {
      const std::shared_ptr<Inode> inode = world.disk().open(path, false);
      contents[path] = inode != nullptr ? inode->file.bytes() : "(none)";
    }
    return contents;
  };
  before = files();
  const std::uint64_t trace = world.trace().hash();
  world.kill(victim);
  EXPECT_EQ(files(), before);
  EXPECT_EQ(world.trace().hash(), trace);
}

TEST_P(Death, ByARuleInsideACallEndsThatCallWithoutEffect) {
  struct KillAtSync final : Rule {
    KillAtSync(SmallWorld& its_world, Process& its_victim) : world(its_world), victim(its_victim) {}
    Verdict at(const Point& point) override {
      if (point.name == "sqlite.sync" && point.process == &victim) world.kill(victim);
      return {};
    }
    SmallWorld& world;
    Process& victim;
  };
  SmallWorld world;
  create_table(world);
  Process& victim = world.start("victim");
  KillAtSync rule(world, victim);
  world.hooks().install(rule);
  int result = SQLITE_OK;
  world.spawn(victim, "writer", [&] {
    TestDatabase database;
    result = database.execute("INSERT INTO t VALUES(1)");
  });
  world.run_until_idle();
  EXPECT_NE(result, SQLITE_OK);
  EXPECT_FALSE(victim.up());
  EXPECT_EQ(world.disk().open("app.db", false)->handles, 0U);
}

INSTANTIATE_TEST_SUITE_P(EitherJournal, Death, ::testing::Values("wal", "delete"),
                         [](const auto& journal) { return std::string(journal.param); });

/// How many of many kills in the middle of commits changed the shared wal-index memory.
int scribbled(bool restoring) {
  int changed = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SmallWorld world({.seed = seed});
    world.run("setup", [] { TestDatabase().execute("PRAGMA journal_mode=WAL"); });
    Process& victim = world.start("victim");
    world.spawn(victim, "writer", [] {
      TestDatabase database;
      database.execute("CREATE TABLE t(x)");
      for (int i = 0; i < 1000; ++i) database.execute("INSERT INTO t VALUES(1)");
    });
    world.spawn(world.start("witness"), "reader", [&] {
      TestDatabase database;
      database.text("SELECT count(*) FROM sqlite_schema");
      world.scheduler().sleep_until(MonotonicTime::max());
    });
    world.run_for(Decisions::between(mix(seed, 3), 5ms, 15ms));
    const std::shared_ptr<Inode> inode = world.disk().open("app.db", false);
    const WalIndex::Snapshot before = inode->wal_index->save();
    if (restoring) {
      world.kill(victim);
    } else {
      world.scheduler().kill(*victim.group);
    }
    if (inode->wal_index->save() != before) ++changed;
  }
  return changed;
}

TEST(DeathInSharedMemory, LeavesTheWalIndexAsItWasAtTheKill) { EXPECT_EQ(scribbled(true), 0); }

TEST(DeathInSharedMemory, WouldScribbleOnTheWalIndexIfItWereNotRestored) {
  EXPECT_GT(scribbled(false), 0);
}

}  // namespace
}  // namespace rollcall::sim
