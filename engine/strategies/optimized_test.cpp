#include <gtest/gtest.h>

#include <atomic>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

class OptimizedTest : public WithStores {
 protected:
  std::unique_ptr<Engine> engine_ =
      open("optimized", {{"busy_timeout", "20ms"}, {"tries", "3"}, {"retry_pause", "1ms"}});
};

TEST_F(OptimizedTest, AnswersWithTheCommittedUserAndCachesIt) {
  const auto registered = engine_->register_user(anna());
  EXPECT_EQ(registered, (Registered{.handle = "1", .status = UserStatus::active}));
  EXPECT_EQ(ask("SELECT name FROM users WHERE id = 1"), "Anna");
  EXPECT_EQ(redis({"HMGET", "user:1", "id", "name", "status"}), "1 Anna active");
}

TEST_F(OptimizedTest, WaitsOutAWriterWhereWriteThroughGivesUp) {
  const auto impatient = open("write-through", {{"busy_timeout", "20ms"}});
  auto outside = std::make_unique<OutsideWriter>(connect());
  host_.at(step::sqlite_busy, [&] {
    if (host_.count(step::sqlite_busy) == 2) outside.reset();
  });
  EXPECT_TRUE(engine_->register_user(anna()).has_value());
  outside = std::make_unique<OutsideWriter>(connect());
  host_.at(step::sqlite_busy, nullptr);
  EXPECT_EQ(impatient->register_user(bert()).error().kind, unavailable);
  EXPECT_EQ(engine_->register_user(bert()).error().kind, unavailable) << "it ends after its tries";
}

TEST_F(OptimizedTest, ManyAtOnceShareTheirCommits) {
  std::atomic<int> failed = 0;
  const std::size_t before = host_.count(step::sqlite_committed);
  host_.at_once(100, [&](std::size_t i) {
    RegisterRequest request = anna();
    request.idempotency_key = std::to_string(i);
    request.phone += std::to_string(100 + i);
    if (!engine_->register_user(request)) ++failed;
  });
  EXPECT_EQ(failed, 0);
  EXPECT_LT(host_.count(step::sqlite_committed) - before, 60U);
  EXPECT_EQ(redis({"DBSIZE"}), "200") << "a copy and a phone of each";
  EXPECT_EQ(host_.count(step::register_cached), host_.count(step::batch_decided))
      << "one write for all of a transaction";
}

TEST_F(OptimizedTest, WithoutRedisItRegistersAllTheSame) {
  server_->kill();
  EXPECT_EQ(engine_->register_user(anna())->handle, "1");
  EXPECT_EQ(engine_->login(anna().phone, "secret-a")->user, "1");
}

TEST_F(OptimizedTest, KilledAtAnyStepTheRetryOfTheSameRequestSucceedsOnce) {
  for (const Step& step : {step::register_received, step::register_hashed, step::sqlite_committed,
                           step::batch_decided, step::register_batched, step::register_cached}) {
    RegisterRequest request = anna();
    request.idempotency_key = step.name;
    request.phone += std::to_string(host_.steps().size());
    host_.kill_at(step);
    EXPECT_THROW(std::ignore = engine_->register_user(request), KilledAtStep) << step.name;
    host_.at(step, nullptr);
    engine_ = open("optimized");
    const auto again = engine_->register_user(request);
    ASSERT_TRUE(again.has_value()) << step.name << ": " << again.error().reason;
    EXPECT_EQ(engine_->login(request.phone, request.password)->user, again->handle);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "6");
}

}  // namespace
}  // namespace rollcall
