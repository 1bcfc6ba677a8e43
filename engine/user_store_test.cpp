#include "engine/user_store.h"

#include <gtest/gtest.h>

#include <tuple>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

class UserStoreTest : public WithDatabase {
 protected:
  std::unique_ptr<UserStore> open(std::size_t connections = 2) {
    auto store = UserStore::open(
        host_,
        {.database = database_settings(), .connections = connections, .connection_wait = 50ms});
    EXPECT_TRUE(store.has_value()) << store.error().reason;
    return std::move(*store);
  }
  static NewUser anna() {
    return {.idempotency_key = "a", .phone = "+4930901820", .name = "Anna", .password_hash = "h"};
  }

  std::unique_ptr<UserStore> store_ = open();
};

TEST_F(UserStoreTest, AUserIsFoundByIdAndPhone) {
  const auto added = store_->add(anna());
  ASSERT_TRUE(added.has_value()) << added.error().reason;
  EXPECT_EQ(added->handle, "1");
  EXPECT_EQ(added->status, UserStatus::active);
  const User expected{.handle = "1",
                      .phone = "+4930901820",
                      .name = "Anna",
                      .organization_id = 1,
                      .status = UserStatus::active};
  EXPECT_EQ(store_->find(1)->user, expected);
  EXPECT_EQ(store_->find(1)->password_hash, "h");
  EXPECT_EQ(store_->find_by_phone("+4930901820")->user, expected);
  EXPECT_EQ(store_->find(2).error().kind, not_found);
  EXPECT_EQ(store_->find_by_phone("+4930901821").error().kind, not_found);
}

TEST_F(UserStoreTest, TheSameKeyGetsTheSameAnswer) {
  const auto first = store_->add(anna());
  NewUser again = anna();
  again.password_hash = "hashed again, with another salt";
  EXPECT_EQ(store_->add(again), first);
  EXPECT_EQ(store_->answer_of(again).value(), *first);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(UserStoreTest, AKeyIsGoodForOneRegistrationOnly) {
  ASSERT_TRUE(store_->add(anna()).has_value());
  NewUser other = anna();
  other.name = "Anne";
  EXPECT_EQ(store_->add(other).error().kind, invalid);
  EXPECT_EQ(store_->answer_of(other).error().kind, invalid);
  other = anna();
  other.phone = "+4930901821";
  EXPECT_EQ(store_->add(other).error().kind, invalid);
}

TEST_F(UserStoreTest, APhoneHasOneUser) {
  ASSERT_TRUE(store_->add(anna()).has_value());
  NewUser rival = anna();
  rival.idempotency_key = "b";
  EXPECT_EQ(store_->add(rival).error().kind, phone_taken);
  EXPECT_EQ(store_->answer_of(rival).error().kind, phone_taken);
  rival.phone = "+4930901821";
  EXPECT_EQ(store_->answer_of(rival).value(), std::nullopt);
  EXPECT_TRUE(store_->add(rival).has_value()) << "a refused key was not used up";
}

TEST_F(UserStoreTest, AnUnknownOrganizationIsInvalid) {
  NewUser user = anna();
  user.organization_id = 99;
  EXPECT_EQ(store_->add(user).error().kind, invalid);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "0");
}

TEST_F(UserStoreTest, AForeignWriteLockMakesItUnavailableAndNothingIsDone) {
  {
    const OutsideWriter writer(connect());
    EXPECT_EQ(store_->add(anna()).error().kind, unavailable);
    EXPECT_EQ(host_.count(step::sqlite_busy), 1U);
    EXPECT_EQ(store_->find(1).error().kind, not_found) << "readers need no lock";
  }
  EXPECT_EQ(store_->add(anna())->handle, "1");
}

TEST_F(UserStoreTest, WithoutAFreeConnectionItIsUnavailable) {
  store_ = open(1);
  const OutsideWriter writer(connect());
  // At this step the only connection is in use: it has just given up waiting for the lock.
  host_.at(step::sqlite_busy, [&] {
    EXPECT_EQ(store_->find(1).error().kind, unavailable);
    EXPECT_EQ(host_.count(step::pool_exhausted), 1U);
  });
  EXPECT_EQ(store_->add(anna()).error().kind, unavailable);
}

TEST_F(UserStoreTest, KilledRightAfterItsCommitAUserIsThereForTheRetry) {
  host_.kill_at(step::sqlite_committed);
  EXPECT_THROW(std::ignore = store_->add(anna()), KilledAtStep);
  host_.at(step::sqlite_committed, nullptr);
  store_ = open();
  EXPECT_EQ(store_->add(anna()), (Registered{.handle = "1", .status = UserStatus::active}));
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(UserStoreTest, AKilledRequestLeavesNoTransactionOnItsConnection) {
  store_ = open(1);
  host_.kill_at(step::sqlite_busy);
  {
    const OutsideWriter writer(connect());
    EXPECT_THROW(std::ignore = store_->add(anna()), KilledAtStep);
  }
  host_.at(step::sqlite_busy, nullptr);
  EXPECT_TRUE(store_->add(anna()).has_value());
}

TEST_F(UserStoreTest, ASessionLeadsToItsUserAndToNobodyWithoutItsToken) {
  ASSERT_TRUE(store_->add(anna()).has_value());
  ASSERT_TRUE(store_->open_session("1", "token").has_value());
  EXPECT_EQ(store_->find_by_session("token")->name, "Anna");
  EXPECT_EQ(store_->find_by_session("Token").error().kind, not_found);
  for (const char* stranger : {"2", "", "01", "x"}) {
    EXPECT_EQ(store_->open_session(stranger, "other").error().kind, not_found);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM sessions WHERE token_digest LIKE '%token%'"), "0");
}

TEST_F(UserStoreTest, TheBareRowKeepsNoAnswer) {
  EXPECT_EQ(store_->insert(anna()), 1);
  EXPECT_EQ(store_->insert(anna()).error().kind, SqliteError::Kind::unique);
  EXPECT_EQ(ask("SELECT count(*) FROM registrations"), "0");
}

class PendingUsersTest : public UserStoreTest {
 protected:
  static PendingUser pending(const Handle& handle, const NewUser& user = anna()) {
    return {.handle = handle, .user = user};
  }
  static NewUser rival() {
    NewUser user = anna();
    user.idempotency_key = "r";
    user.name = "Rival";
    return user;
  }
  std::vector<Reply<Settled>> settle(const std::vector<PendingUser>& all) {
    std::vector<const PendingUser*> pointers;
    for (const PendingUser& one : all) pointers.push_back(&one);
    return store_->settle(pointers);
  }
  static Settled active(std::int64_t id) { return {UserStatus::active, id}; }
  static constexpr Settled conflict{UserStatus::conflict, 0};
};

TEST_F(PendingUsersTest, AreFoundByTheirHandleAndTheirId) {
  EXPECT_EQ(settle({pending("h1")}).front(), active(1));
  const Reply<Account> found = store_->find_by_handle("h1");
  ASSERT_TRUE(found.has_value()) << found.error().reason;
  EXPECT_EQ(found->user, store_->find(1)->user);
  EXPECT_EQ(found->password_hash, "h");
  EXPECT_EQ(store_->find_by_handle("h2").error().kind, not_found);
  EXPECT_EQ(store_->answer_of(anna()).value(),
            (Registered{.handle = "h1", .status = UserStatus::active}));
}

TEST_F(PendingUsersTest, SettledAgainTheyAreTheSame) {
  for (int time = 0; time < 3; ++time) EXPECT_EQ(settle({pending("h1")}).front(), active(1));
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(PendingUsersTest, OneKeyUnderTwoHandlesIsOneUser) {
  const auto answers = settle({pending("h1"), pending("h2")});
  EXPECT_EQ(answers, (std::vector<Reply<Settled>>{active(1), active(1)}));
  EXPECT_EQ(store_->find_by_handle("h2")->user.handle, "1");
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(PendingUsersTest, WhoComesSecondForAPhoneIsAConflictForGood) {
  NewUser bert = anna();
  bert.idempotency_key = "b";
  bert.phone = "+4930901821";
  const auto answers = settle({pending("h1"), pending("h2", rival()), pending("h3", bert)});
  EXPECT_EQ(answers, (std::vector<Reply<Settled>>{active(1), conflict, active(2)}));
  EXPECT_EQ(settle({pending("h2", rival())}).front(), conflict);
  const Reply<Account> lost = store_->find_by_handle("h2");
  ASSERT_TRUE(lost.has_value()) << lost.error().reason;
  EXPECT_EQ(lost->user.status, UserStatus::conflict);
  EXPECT_EQ(lost->user.name, "Rival");
  EXPECT_EQ(lost->user.handle, "h2");
  EXPECT_EQ(store_->find_by_phone(anna().phone)->user.name, "Anna");
  EXPECT_EQ(store_->conflicts_about(anna().phone)->size(), 1U);
  EXPECT_EQ(store_->conflicts_about(bert.phone)->size(), 0U);
}

TEST_F(PendingUsersTest, AnotherRegistrationUnderTheSameKeyIsAConflict) {
  NewUser other = anna();
  other.phone = "+4930901821";
  EXPECT_EQ(settle({pending("h1"), pending("h2", other)}).back(), conflict);
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "1");
}

TEST_F(PendingUsersTest, WithoutTheirOrganizationTheyAreAConflict) {
  NewUser homeless = anna();
  homeless.organization_id = 99;
  EXPECT_EQ(settle({pending("h1", homeless)}).front(), conflict);
  EXPECT_EQ(store_->find_by_handle("h1")->user.organization_id, 99);
}

TEST_F(PendingUsersTest, ABusyDatabaseLeavesThemAsTheyWere) {
  {
    const OutsideWriter writer(connect());
    for (const auto& answer : settle({pending("h1"), pending("h2", rival())})) {
      EXPECT_EQ(answer.error().kind, unavailable);
    }
  }
  EXPECT_EQ(settle({pending("h2", rival())}).front(), active(1));
}

TEST_F(UserStoreTest, ManyAtOnceEachGetTheirOwnUser) {
  store_ = open(8);
  std::vector<Reply<Registered>> answers(40, fail(ambiguous, ""));
  host_.at_once(answers.size(), [&](std::size_t i) {
    NewUser user = anna();
    // Two clients for each phone, and two tries of each client.
    user.idempotency_key = std::to_string(i / 2);
    user.phone = "+493090182" + std::to_string(i / 4);
    user.name = user.idempotency_key;
    do answers[i] = store_->add(user);
    while (!answers[i] && answers[i].error().kind == unavailable);
  });
  for (std::size_t i = 0; i < answers.size(); i += 4) {
    EXPECT_EQ(answers[i], answers[i + 1]);
    EXPECT_EQ(answers[i + 2], answers[i + 3]);
    EXPECT_NE(answers[i].has_value(), answers[i + 2].has_value());
  }
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "10");
}

}  // namespace
}  // namespace rollcall
