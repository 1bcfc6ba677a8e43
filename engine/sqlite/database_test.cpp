#include "engine/sqlite/database.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <tuple>

#include "engine/real_stores.h"
#include "engine/sqlite/schema.h"
#include "engine/sqlite/transaction.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using Kind = SqliteError::Kind;

class SqliteTest : public WithDatabase {
 protected:
  SqliteTest() {
    EXPECT_TRUE(create_schema(*database_).has_value());
    EXPECT_TRUE(database_
                    ->run_script("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT "
                                 "UNIQUE CHECK (text <> 'bad'), by INTEGER REFERENCES "
                                 "organizations (id))")
                    .has_value());
  }
  SqliteResult<void> note(Database& database, std::string_view text, std::int64_t by = 1) {
    return database.run("INSERT INTO notes (text, \"by\") VALUES (?1, ?2)", text, by);
  }

  std::unique_ptr<Database> database_ = connect();
};

/// No file of this process grows beyond it, as on a disk that is full.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    set({.rlim_cur = bytes, .rlim_max = before_.rlim_max});
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() { set(before_); }

 private:
  static void set(const rlimit& limit) { EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0); }
  rlimit before_{};
};

TEST_F(SqliteTest, TextOfAnyBytesComesBackAsItWent) {
  const std::string text("a\0b'\xff", 5);
  ASSERT_TRUE(note(*database_, text).has_value());
  auto query = database_->query("SELECT text, id FROM notes WHERE text = ?1", text);
  ASSERT_EQ(query->step(), true);
  EXPECT_EQ(query->text(0), text);
  EXPECT_EQ(query->integer(1), database_->last_insert_id());
  EXPECT_EQ(query->step(), false);
}

TEST_F(SqliteTest, SyncsEachCommitUnlessToldOtherwise) {
  const auto synchronous = [&](bool syncs_commits) {
    Database::Settings settings = database_settings();
    settings.syncs_commits = syncs_commits;
    const auto database = Database::open(host_, settings);
    auto query = (*database)->query("PRAGMA synchronous");
    EXPECT_EQ(query->step(), true);
    return query->integer(0);
  };
  EXPECT_EQ(database_settings().syncs_commits, true);
  EXPECT_EQ(synchronous(true), 2) << "FULL";
  EXPECT_EQ(synchronous(false), 1) << "NORMAL";
}

TEST_F(SqliteTest, AStatementIsReadyAgainAfterEachUse) {
  for (int i = 0; i < 3; ++i) {
    auto query = database_->query("SELECT name FROM organizations WHERE id = ?1", std::int64_t{1});
    ASSERT_EQ(query->step(), true);  // not stepped to its end
    EXPECT_EQ(query->text(0), "default");
  }
}

TEST_F(SqliteTest, EachConstraintHasItsKind) {
  ASSERT_TRUE(note(*database_, "a").has_value());
  EXPECT_EQ(note(*database_, "a").error().kind, Kind::unique);
  EXPECT_EQ(note(*database_, "b", 99).error().kind, Kind::foreign_key);
  EXPECT_EQ(note(*database_, "bad").error().kind, Kind::constraint);
  EXPECT_TRUE(note(*database_, "a").error().violates_constraint());
  EXPECT_EQ(database_->run("SELECT nonsense").error().kind, Kind::other);
}

TEST_F(SqliteTest, AFileThatIsNoDatabaseIsCorrupt) {
  const auto path = (folder_.path() / "noise.db").string();
  std::FILE* file = std::fopen(path.c_str(), "w");
  std::fputs(std::string(8192, 'x').c_str(), file);
  std::fclose(file);
  EXPECT_EQ(Database::open(host_, {.path = path}).error().kind, Kind::corrupt);
  EXPECT_EQ(Database::open(host_, {.path = "/nowhere/users.db"}).error().kind, Kind::io);
}

TEST_F(SqliteTest, ConnectionsAreDurableAndStrict) {
  EXPECT_EQ(ask("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(ask("PRAGMA synchronous"), "2");
  EXPECT_EQ(ask("PRAGMA foreign_keys"), "1");
}

TEST_F(SqliteTest, AnotherWritersLockIsBusyAfterTheTimeout) {
  const OutsideWriter writer(connect());
  const MonotonicTime start = host_.now();
  const SqliteResult<Transaction> begun = Transaction::begin(*database_);
  ASSERT_FALSE(begun.has_value());
  EXPECT_EQ(begun.error().kind, Kind::busy);
  EXPECT_GE(host_.now() - start, 15ms);
  EXPECT_EQ(host_.count(step::sqlite_busy), 1U);
  EXPECT_TRUE(database_->usable());
}

TEST_F(SqliteTest, WhatIsNotCommittedIsRolledBack) {
  {
    auto transaction = Transaction::begin(*database_);
    ASSERT_TRUE(note(*database_, "draft").has_value());
    EXPECT_FALSE(database_->usable());
  }
  EXPECT_TRUE(database_->usable());
  EXPECT_EQ(ask("SELECT count(*) FROM notes"), "0");
}

TEST_F(SqliteTest, WhatIsCommittedIsThereForOthers) {
  auto transaction = Transaction::begin(*database_);
  ASSERT_TRUE(note(*database_, "final").has_value());
  ASSERT_TRUE(transaction->commit().has_value());
  EXPECT_EQ(ask("SELECT text FROM notes"), "final");
  EXPECT_EQ(host_.count(step::sqlite_committed), 2U);  // the schema was the first
}

TEST_F(SqliteTest, ACommitIsFollowedByAStepAtWhichTheDeadStop) {
  host_.kill_at(step::sqlite_committed);
  auto transaction = Transaction::begin(*database_);
  ASSERT_TRUE(note(*database_, "final").has_value());
  EXPECT_THROW(std::ignore = transaction->commit(), KilledAtStep);
}

TEST_F(SqliteTest, ACommitThatIsBusyIsNotAmbiguousAndLeavesNothingOpen) {
  // A rollback-journal database, whose COMMIT waits for readers.
  const Database::Settings settings{.path = (folder_.path() / "journal.db").string(),
                                    .busy_timeout = 10ms};
  const auto writer = std::move(*Database::open(host_, settings));
  const auto reader = std::move(*Database::open(host_, settings));
  ASSERT_TRUE(writer->run_script("CREATE TABLE notes (text)").has_value());
  ASSERT_TRUE(writer->run("INSERT INTO notes VALUES ('old')").has_value());
  {
    auto reading = reader->query("SELECT text FROM notes");
    ASSERT_EQ(reading->step(), true);
    auto transaction = Transaction::begin(*writer);
    ASSERT_TRUE(writer->run("INSERT INTO notes VALUES ('new')").has_value());
    EXPECT_EQ(transaction->commit().error().kind, Kind::busy);
    EXPECT_FALSE(writer->usable());
  }
  EXPECT_TRUE(writer->usable());
  auto count = reader->query("SELECT count(*) FROM notes");
  ASSERT_EQ(count->step(), true);
  EXPECT_EQ(count->integer(0), 1);
}

TEST_F(SqliteTest, ACommitThatFailsInAnotherWayIsAmbiguousAndLeavesNothingOpen) {
  {
    auto transaction = Transaction::begin(*database_);
    ASSERT_TRUE(note(*database_, "final").has_value());
    const FileSizeLimit full(std::filesystem::file_size(database_settings().path + "-wal"));
    const SqliteResult<void> committed = transaction->commit();
    ASSERT_FALSE(committed.has_value());
    EXPECT_EQ(committed.error().kind, Kind::ambiguous);
  }
  EXPECT_TRUE(database_->usable());
}

}  // namespace
}  // namespace rollcall
