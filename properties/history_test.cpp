#include "properties/history.h"

#include <gtest/gtest.h>

#include "properties/history_builder.h"

namespace rollcall::properties {
namespace {

TEST(History, NamesOperationsAndActionsAsCasesDo) {
  EXPECT_EQ(to_string(OperationId{3, 2}), "c3.2");
  EXPECT_EQ(to_string(Action::register_user), "register");
  EXPECT_EQ(to_string(Action::find_by_phone), "find_by_phone");
}

TEST(History, CountsAnAnswerOnlyWhenTheServiceCanBeHeldToIt) {
  HistoryBuilder told;
  EXPECT_TRUE(told.registers(ada, active("1")).answered());
  EXPECT_TRUE(told.registers(ada, no(Failure::Kind::phone_taken)).answered());
  EXPECT_FALSE(told.registers(ada, no(Failure::Kind::ambiguous)).answered());
  EXPECT_FALSE(told.registers(ada, no(Failure::Kind::unavailable)).answered());
  Call& silent = told.registers(ada, active("1"));
  never_returned(silent);
  EXPECT_FALSE(silent.answered());
}

TEST(History, ListsRowsByPhoneAndThenById) {
  const Contents contents{
      .users = {row(3, eve), row(2, bob), row(1, ada)}, .hashes = {}, .strings = {}};
  std::vector<std::int64_t> ids;
  for (const UserRow* one : rows_by_phone(contents)) ids.push_back(one->id);
  EXPECT_EQ(ids, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(Catalogue, HasOnePropertyForEachPromise) {
  ASSERT_EQ(properties().size(), std::size(all_promises));
  for (std::size_t i = 0; i < properties().size(); ++i) {
    EXPECT_EQ(properties()[i].promise, all_promises[i]);
    EXPECT_EQ(&property_of(all_promises[i]), &properties()[i]);
  }
}

}  // namespace
}  // namespace rollcall::properties
