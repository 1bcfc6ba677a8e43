// The real SQLite on the simulated VFS: time, locks, errors, randomness.
#include "sim/disk/vfs.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "sim/disk/small_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::sim {
namespace {

using namespace std::chrono_literals;

void create_table(SmallWorld& world) {
  world.run("setup", [] {
    TestDatabase database;
    database.execute("PRAGMA journal_mode=WAL");
    database.execute("CREATE TABLE t(x)");
  });
}

TEST(Vfs, ASecondWriterWaitsItsBusyTimeoutInVirtualTime) {
  SmallWorld world;
  create_table(world);
  const MonotonicTime began = world.now();
  world.run("app", [&] {
    TestDatabase first;
    TestDatabase second("app.db", 150);
    ASSERT_EQ(first.execute("BEGIN IMMEDIATE"), SQLITE_OK);
    EXPECT_EQ(second.execute("BEGIN IMMEDIATE"), SQLITE_BUSY);
  });
  EXPECT_GE(world.now() - began, 150ms);
  EXPECT_LT(world.now() - began, 160ms);
}

TEST(Vfs, AReaderThatBecomesAWriterTooLateIsToldAtOnce) {
  SmallWorld world;
  create_table(world);
  world.run("app", [&] {
    TestDatabase late;
    TestDatabase other;
    late.execute("BEGIN");
    EXPECT_EQ(late.text("SELECT count(*) FROM t"), "0");
    EXPECT_EQ(other.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
    const MonotonicTime before = world.now();
    EXPECT_EQ(late.execute("INSERT INTO t VALUES(2)"), SQLITE_BUSY_SNAPSHOT);
    EXPECT_LT(world.now() - before, 1ms);
  });
}

TEST(Vfs, ReadersSeeTheirSnapshotWhileAWriterCommits) {
  SmallWorld world;
  create_table(world);
  world.run("app", [] {
    TestDatabase reader;
    TestDatabase writer;
    reader.execute("BEGIN");
    EXPECT_EQ(reader.text("SELECT count(*) FROM t"), "0");
    EXPECT_EQ(writer.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
    EXPECT_EQ(reader.text("SELECT count(*) FROM t"), "0");
    reader.execute("COMMIT");
    EXPECT_EQ(reader.text("SELECT count(*) FROM t"), "1");
  });
}

TEST(Vfs, AFullDiskFailsWhatGrowsAndKeepsWhatIsThere) {
  SmallWorld world;
  create_table(world);
  world.run("app", [&] {
    TestDatabase database;
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
    world.disk().set_capacity(0);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(zeroblob(100000))"), SQLITE_FULL);
    EXPECT_EQ(database.text("SELECT count(*) FROM t"), "1");
    world.disk().set_capacity(1 << 20);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(2)"), SQLITE_OK);
  });
}

TEST(Vfs, SqliteReadsTheMachinesWallClock) {
  SmallWorld world;
  const auto now = [&world] {
    std::string answer;
    world.run("app", [&] { answer = TestDatabase().text("SELECT datetime('now')"); });
    return answer;
  };
  EXPECT_EQ(now(), "2026-01-01 00:00:00");
  world.run_for(90s);
  EXPECT_EQ(now(), "2026-01-01 00:00:00") << "virtual time moves only when something happens";
  world.at(MonotonicTime(90s), [] {});
  world.run_for(100s);
  EXPECT_EQ(now(), "2026-01-01 00:01:30");
  world.machine().wall_offset = -1h;
  EXPECT_EQ(now(), "2025-12-31 23:01:30");
}

TEST(Vfs, ARefusedCallIsAnIoErrorAndTheCommitDidNotHappen) {
  for (const char* point : {"sqlite.sync", "sqlite.write"}) {
    SmallWorld world;
    create_table(world);
    AlwaysRule refuse(point, "wal", {.kind = Verdict::Kind::fail});
    world.run("app", [&] {
      TestDatabase database;
      EXPECT_EQ(database.text("SELECT count(*) FROM t"), "0");
      world.hooks().install(refuse);
      const int result = database.execute("INSERT INTO t VALUES(1)");
      world.hooks().remove(refuse);
      EXPECT_EQ(result & 0xff, SQLITE_IOERR) << point;
      EXPECT_EQ(database.text("SELECT count(*) FROM t"), "0") << point;
      EXPECT_EQ(database.execute("INSERT INTO t VALUES(2)"), SQLITE_OK) << point;
    });
    EXPECT_GT(refuse.asked, 0U);
  }
}

TEST(Vfs, ARefusedOpenCannotOpen) {
  SmallWorld world;
  AlwaysRule refuse("sqlite.open", "db", {.kind = Verdict::Kind::fail});
  world.hooks().install(refuse);
  world.run("app", [] {
    TestDatabase database;
    EXPECT_EQ(database.execute("CREATE TABLE t(x)"), SQLITE_CANTOPEN);
  });
  EXPECT_FALSE(world.disk().exists("app.db"));
}

TEST(Vfs, ADelayedSyncDelaysTheCommit) {
  SmallWorld world;
  create_table(world);
  AlwaysRule slow("sqlite.sync", "wal", {.kind = Verdict::Kind::delay, .delay = 3s});
  const MonotonicTime began = world.now();
  world.run("app", [&] {
    TestDatabase database;
    world.hooks().install(slow);
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
    world.hooks().remove(slow);
  });
  EXPECT_GE(world.now() - began, 3s);
}

/// A file opened as SQLite opens it.
class OpenFile {
 public:
  explicit OpenFile(const char* path)
      : memory_(static_cast<std::size_t>(sqlite3_vfs_find(simulated_vfs())->szOsFile)) {
    sqlite3_vfs* const vfs = sqlite3_vfs_find(simulated_vfs());
    constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
    EXPECT_EQ(vfs->xOpen(vfs, path, get(), flags, nullptr), SQLITE_OK);
  }
  ~OpenFile() { get()->pMethods->xClose(get()); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void write(std::string_view bytes, sqlite3_int64 offset) {
    const int length = static_cast<int>(bytes.size());
    EXPECT_EQ(get()->pMethods->xWrite(get(), bytes.data(), length, offset), SQLITE_OK);
  }
  void sync() { EXPECT_EQ(get()->pMethods->xSync(get(), SQLITE_SYNC_NORMAL), SQLITE_OK); }

 private:
  sqlite3_file* get() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
  std::vector<std::byte> memory_;
};

TEST(Vfs, WhatIsWrittenDuringASyncMayBeLost) {
  std::set<std::string> contents;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    SmallWorld world({.seed = seed, .latency = {.disk_sync = {10ms, 10ms}}});
    Process& app = world.start("app");
    world.spawn(app, "checkpointer", [] {
      OpenFile wal("app.db-wal");
      wal.write("before", 0);
      wal.sync();
    });
    world.spawn(app, "writer", [&] {
      world.scheduler().sleep_until(MonotonicTime(5ms));
      OpenFile("app.db-wal").write(" and during", 6);
    });
    world.run_until_idle();
    world.lose_power();
    contents.emplace(world.disk().open("app.db-wal", false)->file.bytes());
  }
  EXPECT_EQ(contents, (std::set<std::string>{"before", "before and during"}));
}

TEST(Vfs, EveryPointNamesItsProcessAndItsFile) {
  struct Listener final : Rule {
    Verdict at(const Point& point) override {
      EXPECT_EQ(point.process->name, "app");
      seen.insert(std::string(point.name) + " " + std::string(point.label));
      return {};
    }
    std::set<std::string> seen;
  } listener;
  SmallWorld world;
  world.hooks().install(listener);
  world.run("app", [] {
    TestDatabase database;
    database.execute("CREATE TABLE t(x)");
    database.execute("PRAGMA journal_mode=WAL");
    database.execute("INSERT INTO t VALUES(1)");
  });
  for (const char* point :
       {"sqlite.open db", "sqlite.open journal", "sqlite.open wal", "sqlite.write db",
        "sqlite.write journal", "sqlite.write wal", "sqlite.sync wal", "sqlite.read db",
        "sqlite.lock db", "sqlite.unlock db", "sqlite.shm_lock write", "sqlite.shm_lock read",
        "sqlite.delete journal", "sqlite.delete wal"}) {
    EXPECT_TRUE(listener.seen.contains(point)) << point;
  }
}

TEST(Vfs, TemporaryFilesLeaveNoNamesBehind) {
  SmallWorld world;
  world.run("app", [] {
    TestDatabase database;
    database.execute("PRAGMA temp_store=file");
    database.execute("PRAGMA cache_size=10");
    database.execute("CREATE TABLE t(x)");
    database.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 3000) "
        "INSERT INTO t SELECT hex(randomblob(400)) FROM n");
    database.execute("CREATE TEMP TABLE copy AS SELECT x FROM t");
    EXPECT_EQ(database.text("SELECT count(*) FROM (SELECT DISTINCT x FROM copy ORDER BY x)"),
              "3000");
  });
  EXPECT_TRUE(world.disk().exists("app.db"));
  EXPECT_FALSE(world.disk().exists(""));
  EXPECT_FALSE(world.disk().exists("app.db-journal"));
}

std::string random_of_app(bool another_opens_first) {
  SmallWorld world;
  if (another_opens_first) {
    world.run("other", [] { TestDatabase("other.db").text("SELECT randomblob(100)"); });
  }
  std::string drawn;
  world.run("app", [&] { drawn = TestDatabase().text("SELECT hex(randomblob(16))"); });
  return drawn;
}

TEST(Vfs, WhatAProcessDrawsAfterAnOpenDoesNotDependOnOthers) {
  EXPECT_EQ(random_of_app(false), random_of_app(true));
}

TEST(Vfs, EachOpenOfAProcessDrawsAnew) {
  SmallWorld world;
  world.run("app", [] {
    const std::string first = TestDatabase().text("SELECT hex(randomblob(16))");
    EXPECT_NE(TestDatabase().text("SELECT hex(randomblob(16))"), first);
  });
}

TEST(Vfs, OneWrittenByteMoreOrLessChangesTheTrace) {
  const auto trace_of = [](const char* name) {
    SmallWorld world;
    world.run("app", [&] {
      TestDatabase database;
      database.execute("CREATE TABLE t(x)");
      database.execute(std::string("INSERT INTO t VALUES('") + name + "')");
    });
    return world.trace().hash();
  };
  EXPECT_EQ(trace_of("Ada"), trace_of("Ada"));
  EXPECT_NE(trace_of("Ada"), trace_of("Ade"));
}

TEST(Vfs, APreparedDatabaseIsThereFromTheStartAndDurable) {
  std::string image;
  {
    SmallWorld first;
    create_table(first);
    image = first.disk().open("app.db", false)->file.bytes();
  }
  SmallWorld second({.seed = 2});
  second.disk().install("app.db", image);
  second.lose_power();
  second.run("app", [] {
    TestDatabase database;
    EXPECT_EQ(database.text("PRAGMA journal_mode"), "wal");
    EXPECT_EQ(database.execute("INSERT INTO t VALUES(1)"), SQLITE_OK);
  });
}

}  // namespace
}  // namespace rollcall::sim
