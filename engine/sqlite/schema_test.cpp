#include "engine/sqlite/schema.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>

#include "engine/real_stores.h"
#include "engine/user_store.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;

class SchemaTest : public WithDatabase {
 protected:
  std::uintmax_t wal_bytes() const {
    return std::filesystem::file_size(database_settings().path + "-wal");
  }
};

TEST_F(SchemaTest, IsCreatedOnceWithOrganizationOne) {
  const auto database = connect();
  ASSERT_TRUE(create_schema(*database).has_value());
  ASSERT_TRUE(create_schema(*database).has_value());
  EXPECT_EQ(ask("SELECT group_concat(id) FROM organizations"), "1");
  EXPECT_EQ(ask("PRAGMA user_version"), "2");
}

TEST_F(SchemaTest, EveryStartCommitsSomethingSoThatTheWholeWalIsSynced) {
  const auto database = connect();
  ASSERT_TRUE(create_schema(*database).has_value());
  const std::uintmax_t before = wal_bytes();
  ASSERT_TRUE(create_schema(*database).has_value());
  EXPECT_GT(wal_bytes(), before);
}

TEST_F(SchemaTest, OfAnOlderProgramIsBroughtUpToDate) {
  const auto database = connect();
  ASSERT_TRUE(create_schema(*database).has_value());
  ASSERT_TRUE(database
                  ->run_script("DROP TABLE handles; DROP TABLE conflicts; PRAGMA user_version = 1;"
                               "UPDATE organizations SET name = 'kept'")
                  .has_value());
  ASSERT_TRUE(create_schema(*database).has_value());
  EXPECT_EQ(ask("SELECT name FROM organizations"), "kept");
  EXPECT_EQ(ask("SELECT count(*) FROM handles"), "0");
  EXPECT_EQ(ask("PRAGMA user_version"), "2");
}

TEST_F(SchemaTest, OfANewerProgramIsRefused) {
  const auto database = connect();
  ASSERT_TRUE(database->run_script("PRAGMA user_version = 99").has_value());
  const auto created = create_schema(*database);
  EXPECT_EQ(created.error().kind, SqliteError::Kind::other);
  EXPECT_NE(created.error().text.find("schema 99"), std::string::npos);
}

TEST_F(SchemaTest, ManyMayStartOnANewFileAtOnce) {
  std::atomic<int> started = 0;
  host_.at_once(16, [&](std::size_t) {
    const auto store = UserStore::open(
        host_, {.database = database_settings(5ms), .connections = 2, .connection_wait = 1s});
    if (store) ++started;
  });
  EXPECT_EQ(started, 16);
  EXPECT_EQ(ask("SELECT count(*) FROM organizations"), "1");
}

}  // namespace
}  // namespace rollcall
