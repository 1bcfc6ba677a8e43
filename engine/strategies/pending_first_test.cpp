#include <gtest/gtest.h>

#include <atomic>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

/// What write-behind and hybrid have in common.
class PendingFirstTest : public WithStores, public testing::WithParamInterface<std::string_view> {
 protected:
  std::unique_ptr<Engine> open_engine(std::string_view claim_after = "50ms") {
    return open(GetParam(), {{"busy_timeout", "20ms"}, {"claim_after", claim_after}});
  }
  /// Nobody is settled as long as it exists.
  std::unique_ptr<OutsideWriter> hold_sqlite() {
    return std::make_unique<OutsideWriter>(connect());
  }
  User settled(const Handle& handle) {
    while (true) {
      const Reply<User> user = engine_->find(handle);
      EXPECT_TRUE(user.has_value()) << user.error().reason;
      if (!user || user->status != UserStatus::pending) return user.value_or(User{});
      host_.sleep_for(1ms);
    }
  }

  /// Until released, whoever is to settle somebody stands still before SQLite is asked.
  void hold_worker() {
    held_ = true;
    host_.at(step::settle_taken, [this] {
      while (held_) host_.sleep_for(1ms);
    });
  }
  void release_worker() { held_ = false; }
  void TearDown() override { release_worker(); }

  std::atomic<bool> held_ = false;
  std::unique_ptr<Engine> engine_ = open_engine();
};

TEST_P(PendingFirstTest, AKeyThatRedisHasForgottenIsStillGoodForOneRegistrationOnly) {
  const auto registered = engine_->register_user(anna());
  ASSERT_TRUE(registered.has_value()) << registered.error().reason;
  (void)settled(registered->handle);
  ASSERT_EQ(redis({"FLUSHALL"}), "OK");
  RegisterRequest other = bert();
  other.idempotency_key = anna().idempotency_key;
  EXPECT_EQ(engine_->register_user(other).error().kind, invalid);
}

TEST_P(PendingFirstTest, APauseLongerThanAReservationPromisesNothing) {
  engine_ = open(GetParam(), {{"cache_ttl", "5ms"}});
  host_.at(step::register_expected, [&] { host_.sleep_for(20ms); });
  EXPECT_EQ(engine_->register_user(anna()).error().kind, ambiguous);
  host_.at(step::register_expected, nullptr);
  EXPECT_TRUE(engine_->register_user(anna()).has_value()) << "asked again, she is registered";
}

TEST_P(PendingFirstTest, AcknowledgesAPendingUserWhoCanBeFoundAtOnce) {
  const auto outside = hold_sqlite();
  const auto registered = engine_->register_user(anna());
  ASSERT_TRUE(registered.has_value()) << registered.error().reason;
  EXPECT_EQ(registered->status, UserStatus::pending);
  EXPECT_EQ(registered->handle.size(), 32U);
  const Reply<User> found = engine_->find(registered->handle);
  ASSERT_TRUE(found.has_value()) << found.error().reason;
  EXPECT_EQ(found->name, "Anna");
  EXPECT_EQ(found->status, UserStatus::pending);
  EXPECT_EQ(engine_->find_by_phone(anna().phone), found);
  EXPECT_EQ(engine_->login(anna().phone, "wrong").error().kind, bad_password);
  EXPECT_EQ(engine_->login(anna().phone, "secret-a").error().kind, unavailable);
}

TEST_P(PendingFirstTest, SettledTheHandleIsAnotherNameOfTheUserForEver) {
  const Handle handle = engine_->register_user(anna())->handle;
  EXPECT_EQ(settled(handle).handle, "1");
  (void)redis({"FLUSHALL"});
  EXPECT_EQ(engine_->find(handle).value_or(User{}).handle, "1");
  EXPECT_EQ(engine_->find("1")->name, "Anna");
  EXPECT_EQ(engine_->register_user(anna())->handle, handle);
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, "1");
}

TEST_P(PendingFirstTest, AHandleNamesNobodyElse) {
  add_row("+4930901829", "Old", "plain:old");
  const auto outside = hold_sqlite();
  const Handle handle = engine_->register_user(anna())->handle;
  EXPECT_EQ(engine_->find(handle)->name, "Anna");
  EXPECT_EQ(redis({"KEYS", "user:*"}), "") << "what is pending has no copy under an id";
  EXPECT_EQ(engine_->find("1")->name, "Old");
  for (const char* stranger : {"phone:+4930901820", "queue", "2"}) {
    EXPECT_EQ(engine_->find(stranger).error().kind, not_found) << stranger;
  }
}

TEST_P(PendingFirstTest, AfterRedisHasForgottenAllEverybodyIsWhoTheyAre) {
  auto outside = hold_sqlite();
  const Handle first = engine_->register_user(anna())->handle;
  (void)redis({"FLUSHALL"});
  const Handle second = engine_->register_user(bert())->handle;
  EXPECT_NE(first, second);
  outside.reset();
  EXPECT_EQ(settled(second).name, "Bert");
  ASSERT_TRUE(host_.becomes_true([&] { return engine_->find(first).has_value(); }));
  EXPECT_EQ(engine_->find(first)->name, "Anna");
  EXPECT_EQ(engine_->login(anna().phone, "secret-b").error().kind, bad_password);
}

TEST_P(PendingFirstTest, ARedisErrorAfterTheCommitCostsNobodyHerAccount) {
  // Her hash is a string from then on: the settlement fails, as it does while Redis loads.
  std::atomic<bool> in_the_way = false;
  host_.at(step::settle_committed, [&] {
    (void)redis({"SET", redis({"KEYS", "pending:user:*"}), "in the way"});
    in_the_way = true;
  });
  const Handle handle = engine_->register_user(anna())->handle;
  ASSERT_TRUE(host_.becomes_true([&] { return in_the_way.load(); }));
  const Reply<User> found = engine_->find(handle);
  ASSERT_TRUE(found.has_value()) << found.error().reason;
  EXPECT_EQ(found->name, "Anna");
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, "1");
  EXPECT_EQ(engine_->register_user(anna())->handle, handle);
  engine_.reset();
  EXPECT_EQ(ask("SELECT name FROM users"), "Anna");
}

TEST_P(PendingFirstTest, AConflictIsToldAlsoWhileRedisStillSaysPending) {
  hold_worker();
  const Handle handle = engine_->register_user(anna())->handle;
  add_row("+4930901820", "Rival", "plain:secret-r");
  release_worker();
  EXPECT_EQ(settled(handle).status, UserStatus::conflict);
  ASSERT_TRUE(host_.wait_for(step::settle_told));
  (void)redis({"HSET", "pending:user:" + handle, "status", "pending"});
  EXPECT_EQ(engine_->find(handle)->status, UserStatus::conflict);
}

TEST_P(PendingFirstTest, WhomSqliteHasIsActiveWhateverRedisSays) {
  const Handle handle = engine_->register_user(anna())->handle;
  (void)settled(handle);
  (void)redis({"HSET", "pending:user:" + handle, "status", "pending"});
  EXPECT_EQ(engine_->find(handle)->status, UserStatus::active);
  EXPECT_EQ(engine_->find_by_phone(anna().phone)->status, UserStatus::active);
}

TEST_P(PendingFirstTest, ALoginOfAPendingUserSettlesHerFirstAndHerSessionStays) {
  hold_worker();
  const Handle handle = engine_->register_user(anna())->handle;
  const auto session = engine_->login(anna().phone, "secret-a");
  release_worker();
  ASSERT_TRUE(session.has_value()) << session.error().reason;
  (void)settled(handle);
  EXPECT_EQ(engine_->session(session->token)->name, "Anna");
}

TEST_P(PendingFirstTest, AskedAgainItIsTheSameHandle) {
  const auto outside = hold_sqlite();
  const auto first = engine_->register_user(anna());
  EXPECT_EQ(engine_->register_user(anna()), first);
  RegisterRequest other = anna();
  other.name = "Anne";
  EXPECT_EQ(engine_->register_user(other).error().kind, invalid);
  RegisterRequest rival = anna();
  rival.idempotency_key = "another";
  EXPECT_EQ(engine_->register_user(rival).error().kind, phone_taken);
}

TEST_P(PendingFirstTest, AnUnknownOrganizationIsInvalidAndNobodyIsAcknowledged) {
  RegisterRequest request = anna();
  request.organization_id = 99;
  EXPECT_EQ(engine_->register_user(request).error().kind, invalid);
  EXPECT_EQ(redis({"KEYS", "pending:user:*"}), "");
}

TEST_P(PendingFirstTest, WhomRedisForgetsIsSettledByTheProcessThatAcknowledgedHer) {
  (void)redis({"CONFIG", "RESETSTAT"});
  engine_ = open_engine("10s");
  // Its worker has looked into the queue, and does so again in five seconds.
  ASSERT_TRUE(host_.becomes_true(
      [&] { return redis({"INFO", "commandstats"}).contains("cmdstat_xreadgroup:calls="); }));
  auto outside = hold_sqlite();
  const Handle lost = engine_->register_user(anna())->handle;
  (void)redis({"FLUSHALL"});
  RegisterRequest rival = anna();
  rival.idempotency_key = "another";
  rival.name = "Rival";
  rival.password = "secret-r";
  outside.reset();
  engine_.reset();  // Anna is settled before it ends
  engine_ = open_engine();
  const Reply<User> kept = engine_->find(lost);
  ASSERT_TRUE(kept.has_value()) << kept.error().reason;
  EXPECT_EQ(kept->status, UserStatus::active);
  EXPECT_EQ(engine_->register_user(rival).error().kind, phone_taken);
}

TEST_P(PendingFirstTest, AConflictIsSeenByItsHandleAndByItsOwnPassword) {
  add_row("+4930901820", "Rival", "plain:secret-r");
  ASSERT_TRUE(connect()
                  ->run_script("INSERT INTO conflicts VALUES ('0123456789abcdef0123456789abcdef', "
                               "'k', '+4930901820', 'Anna', 'plain:secret-a', 1, 0)")
                  .has_value());
  const User found = *engine_->find("0123456789abcdef0123456789abcdef");
  EXPECT_EQ(found.status, UserStatus::conflict);
  EXPECT_EQ(found.name, "Anna");
  EXPECT_EQ(engine_->login(anna().phone, "secret-a").error().kind, conflict);
  EXPECT_EQ(engine_->login(anna().phone, "secret-b").error().kind, bad_password);
  EXPECT_EQ(engine_->login(anna().phone, "secret-r")->user, "1");
}

TEST_P(PendingFirstTest, WithoutRedisNobodyIsRegisteredAndNothingUnknownIsDenied) {
  const Handle handle = engine_->register_user(anna())->handle;
  (void)settled(handle);
  server_->kill();
  EXPECT_EQ(engine_->register_user(bert()).error().kind, unavailable);
  EXPECT_EQ(engine_->find(handle)->name, "Anna");
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, "1");
  EXPECT_EQ(engine_->find("0123456789abcdef0123456789abcdef").error().kind, unavailable);
  EXPECT_EQ(engine_->find_by_phone(bert().phone).error().kind, unavailable);
}

TEST_P(PendingFirstTest, KilledAtAnyStepTheRetryOfTheSameRequestIsOneUser) {
  for (const Step& step : {step::register_received, step::register_hashed, step::register_expected,
                           step::register_enqueued, step::register_acknowledged}) {
    RegisterRequest request = anna();
    request.idempotency_key = step.name;
    request.phone += std::to_string(host_.steps().size());
    host_.kill_at(step);
    EXPECT_THROW(std::ignore = engine_->register_user(request), KilledAtStep) << step.name;
    host_.at(step, nullptr);
    const auto again = engine_->register_user(request);
    ASSERT_TRUE(again.has_value()) << step.name << ": " << again.error().reason;
    EXPECT_EQ(settled(again->handle).phone, engine_->find_by_phone(request.phone)->phone);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "5");
}

INSTANTIATE_TEST_SUITE_P(Both, PendingFirstTest, testing::Values("write-behind", "hybrid"),
                         [](const auto& tested) {
                           return std::string(tested.param == "hybrid" ? "hybrid" : "write_behind");
                         });

}  // namespace
}  // namespace rollcall
