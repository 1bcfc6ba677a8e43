#include "faults/fault_test_world.h"
#include "sim/disk/test_database.h"

namespace rollcall::faults {
namespace {

class SqliteFaults : public FaultTest {
 protected:
  /// Writes a row at 100 ms and one at 1 s, and waits at most 150 ms for the lock.
  void start_writer() {
    start(app_machine, "app1", [this](Host& host) {
      sim::TestDatabase database("users.db", 150);
      database.execute("PRAGMA journal_mode=WAL");
      database.execute("CREATE TABLE t(x)");
      for (const Duration when : {100ms, 1000ms}) {
        host.sleep_until(MonotonicTime(when));
        results.push_back(database.execute("INSERT INTO t VALUES(1)"));
      }
    });
  }
  std::vector<int> results;
};

TEST_F(SqliteFaults, WithoutOneTheAppCanWrite) {
  start_writer();
  arm();
  run(2s);
  EXPECT_EQ(results, (std::vector<int>{SQLITE_OK, SQLITE_OK}));
}

TEST_F(SqliteFaults, AnOutsideWriterKeepsTheAppFromWritingForItsTime) {
  start_writer();
  fault("sqlite.outside_writer", "app", at(50ms), {{"hold", "400ms"}});
  arm();
  run(2s);
  EXPECT_EQ(results, (std::vector<int>{SQLITE_BUSY, SQLITE_OK}));
  EXPECT_EQ(account().fired, MonotonicTime(50ms));
}

TEST_F(SqliteFaults, SeveralOutsideWritersMayComeOneAfterTheOther) {
  start_writer();
  fault("sqlite.outside_writer", "app", at(50ms), {{"hold", "400ms"}});
  fault("sqlite.outside_writer", "app", at(900ms), {{"hold", "400ms"}});
  arm();
  run(2s);
  EXPECT_EQ(results, (std::vector<int>{SQLITE_BUSY, SQLITE_BUSY}));
}

TEST_F(SqliteFaults, TheCalmEndsAnOutsideWriter) {
  start_writer();
  fault("sqlite.outside_writer", "app", at(50ms), {{"hold", "60s"}});
  Injector& injector = arm();
  run(500ms);
  injector.heal();
  run(2s);
  EXPECT_EQ(results, (std::vector<int>{SQLITE_BUSY, SQLITE_OK}));
}

TEST_F(SqliteFaults, WithoutADatabaseAnOutsideWriterNeverComes) {
  fault("sqlite.outside_writer", "app", at(50ms));
  arm();
  run(100ms);
  EXPECT_EQ(account().asked, 1U);
  EXPECT_FALSE(account().fired);
}

TEST_F(SqliteFaults, AnOutsideWriterMayComeInsideACommit) {
  start_writer();
  fault("sqlite.outside_writer", "app", when("sqlite.sync wal", "app1", 2), {{"hold", "2s"}});
  arm();
  run(5s);
  ASSERT_TRUE(account().fired);
  EXPECT_EQ(results.back(), SQLITE_BUSY);
}

}  // namespace
}  // namespace rollcall::faults
