#include "sim/disk/outside_writer.h"

#include <gtest/gtest.h>

#include <optional>

#include "sim/disk/small_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

class OutsideWriter : public ::testing::Test {
 protected:
  OutsideWriter() {
    world.run("setup", [] {
      TestDatabase database;
      database.execute("PRAGMA journal_mode=WAL");
      database.execute("CREATE TABLE t(x)");
    });
    began = world.now();
  }
  void start_backup(Duration length) {
    world.spawn(world.start("backup"), "main", [this, length] {
      outcome = hold_write_lock(world.environment(), "app.db", length);
      ended = world.now();
    });
  }

  SmallWorld world;
  MonotonicTime began;
  MonotonicTime ended;
  std::optional<OutsideWrite> outcome;
};

TEST_F(OutsideWriter, KeepsOthersFromWritingForItsTime) {
  start_backup(1s);
  int at_once = SQLITE_OK;
  MonotonicTime written;
  world.spawn(world.start("app"), "writer", [&] {
    TestDatabase database("app.db", 0);
    world.scheduler().sleep_until(began + 100ms);
    at_once = database.execute("INSERT INTO t VALUES(1)");
    sqlite3_busy_timeout(database.get(), 5000);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
    written = world.now();
  });
  world.run_until_idle();
  EXPECT_EQ(outcome, OutsideWrite::held);
  EXPECT_EQ(at_once, SQLITE_BUSY);
  EXPECT_GE(written, began + 1s);
  EXPECT_LT(written, began + 1s + 200ms);
}

TEST_F(OutsideWriter, WaitsUntilItGetsTheLock) {
  world.spawn(world.start("app"), "writer", [&] {
    TestDatabase database;
    database.execute("BEGIN IMMEDIATE");
    world.scheduler().sleep_until(began + 10min);
    database.execute("COMMIT");
  });
  world.run_for(1s);
  start_backup(1s);
  world.run_until_idle();
  EXPECT_EQ(outcome, OutsideWrite::held);
  EXPECT_GE(ended, began + 10min + 1s);
}

TEST_F(OutsideWriter, GivesTheLockBackWhenItsProcessIsKilled) {
  start_backup(1h);
  world.run_for(100ms);
  world.kill(world.start("backup"));
  EXPECT_EQ(outcome, OutsideWrite::failed);
  world.run("app", [] {
    TestDatabase database("app.db", 0);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
  });
}

TEST_F(OutsideWriter, SaysThatThereIsNoDatabaseToLock) {
  world.disk().install("notes.txt", std::string(4096, 'n'));
  world.run("backup", [this] {
    EXPECT_EQ(hold_write_lock(world.environment(), "other.db", 1s), OutsideWrite::no_database);
    EXPECT_EQ(hold_write_lock(world.environment(), "notes.txt", 1s), OutsideWrite::no_database);
  });
  EXPECT_FALSE(world.disk().exists("other.db"));
}

}  // namespace
}  // namespace rollcall::sim
