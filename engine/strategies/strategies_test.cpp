#include <gtest/gtest.h>

#include <set>

#include "engine/real_stores.h"
#include "engine/steps.h"

namespace rollcall {
namespace {

using enum Failure::Kind;

TEST(Catalogue, NamesEachStrategyOnceWithAllThatPeopleNeed) {
  std::set<std::string_view> names;
  for (const StrategySpec& spec : strategies()) {
    EXPECT_TRUE(names.insert(spec.name).second) << spec.name;
    EXPECT_EQ(find_strategy(spec.name), &spec);
    EXPECT_FALSE(spec.summary.empty() || spec.choose_when.empty());
    for (const Knob& knob : Knobs(spec.knobs).declared()) EXPECT_FALSE(knob.meaning.empty());
  }
  EXPECT_EQ(find_strategy("write-around"), nullptr);
}

TEST(Catalogue, FollowsTheDocument) {
  std::vector<std::string_view> names;
  for (const StrategySpec& spec : strategies()) {
    if (!spec.origin.empty()) names.push_back(spec.name);
  }
  const std::vector<std::string_view> expected = {"write-through", "write-behind", "parallel",
                                                  "hybrid",        "optimized",    "hybrid-sketch"};
  EXPECT_EQ(names, expected);
}

/// What every strategy does when nothing goes wrong.
class EachStrategy : public WithStores, public testing::WithParamInterface<std::string_view> {
 protected:
  /// Registers, and waits until SQLite and Redis both know.
  Registered enrol(const RegisterRequest& request) {
    const Reply<Registered> registered = engine_->register_user(request);
    EXPECT_TRUE(registered.has_value()) << registered.error().reason;
    if (!registered) return {};
    while (!is_active(registered->handle)) host_.sleep_for(std::chrono::milliseconds(1));
    return *registered;
  }

  bool is_active(const Handle& handle) {
    const Reply<User> user = engine_->find(handle);
    return user && user->status == UserStatus::active;
  }

  std::unique_ptr<Engine> engine_ = open(GetParam());
};

TEST_P(EachStrategy, AUserCanBeFoundAndLogInAndIsKnownByTheSession) {
  const Registered registered = enrol(anna());
  const User found = *engine_->find(registered.handle);
  EXPECT_EQ(found.name, "Anna");
  EXPECT_EQ(found.phone, "+4930901820");
  EXPECT_EQ(found.organization_id, 1);
  EXPECT_EQ(found.status, UserStatus::active);
  EXPECT_EQ(engine_->find_by_phone("0049 30 901820")->name, "Anna");

  const Reply<Session> session = engine_->login("+49 (30) 901820", "secret-a");
  ASSERT_TRUE(session.has_value()) << session.error().reason;
  EXPECT_EQ(session->token.size(), 32U);
  EXPECT_EQ(engine_->session(session->token)->name, "Anna");
  EXPECT_EQ(engine_->find(session->user)->name, "Anna");
  EXPECT_NE(engine_->login("+4930901820", "secret-a")->token, session->token);
}

TEST_P(EachStrategy, AWrongPasswordOpensNothing) {
  enrol(anna());
  for (const char* password : {"secret-b", "", "plain:secret-a"}) {
    EXPECT_EQ(engine_->login(anna().phone, password).error().kind, bad_password);
  }
  EXPECT_EQ(ask("SELECT count(*) FROM sessions"), "0");
}

TEST_P(EachStrategy, WhoNobodyKnowsIsNotFound) {
  EXPECT_EQ(engine_->login(anna().phone, "secret-a").error().kind, not_found);
  EXPECT_EQ(engine_->find_by_phone(anna().phone).error().kind, not_found);
  EXPECT_EQ(engine_->session("00000000000000000000000000000000").error().kind, not_found);
  for (const char* handle : {"1", "0", "01", "-1", "", "phone:+4930901820", "id:counter"}) {
    EXPECT_EQ(engine_->find(handle).error().kind, not_found) << handle;
  }
}

TEST_P(EachStrategy, ATakenPhoneIsTakenHoweverItIsTyped) {
  enrol(anna());
  RegisterRequest rival = bert();
  rival.phone = "(0049) 30-901820";
  EXPECT_EQ(engine_->register_user(rival).error().kind, phone_taken);
  EXPECT_EQ(ask("SELECT group_concat(name) FROM users"), "Anna");
}

TEST_P(EachStrategy, ARequestThatIsWrongIsInvalidAndTouchesNothing) {
  const auto spoiled = [](auto spoil) {
    RegisterRequest request = anna();
    spoil(request);
    return request;
  };
  for (const RegisterRequest& request :
       {spoiled([](auto& r) { r.phone = "030 901820"; }),
        spoiled([](auto& r) { r.idempotency_key = ""; }), spoiled([](auto& r) { r.name = ""; }),
        spoiled([](auto& r) { r.password = ""; }),
        spoiled([](auto& r) { r.name = std::string(1'001, 'x'); })}) {
    EXPECT_EQ(engine_->register_user(request).error().kind, invalid);
  }
  EXPECT_EQ(engine_->login("phone", "secret-a").error().kind, invalid);
  const std::string keys = redis({"KEYS", "*"});
  EXPECT_TRUE(keys.empty() || keys == "pending:queue") << keys;  // a worker makes it when it likes
  EXPECT_EQ(ask("SELECT count(*) FROM users"), "0");
}

TEST_P(EachStrategy, ManyAtOnceAreAllServed) {
  constexpr std::size_t count = 60;
  std::vector<Reply<Registered>> replies(count, fail(ambiguous, "no reply"));
  engine_ = open(GetParam(), {{"busy_timeout", "10s"}});
  host_.at_once(count, [&](std::size_t i) {
    replies[i] = engine_->register_user({.idempotency_key = std::to_string(i),
                                         .phone = "+49309018" + std::to_string(100 + i),
                                         .name = "User " + std::to_string(i),
                                         .password = "secret"});
  });
  std::set<Handle> handles;
  for (const auto& reply : replies) {
    ASSERT_TRUE(reply.has_value()) << reply.error().reason;
    handles.insert(reply->handle);
  }
  EXPECT_EQ(handles.size(), count);
  engine_.reset();  // in order: whatever is still queued is written first
  EXPECT_EQ(ask("SELECT count(*) FROM users"), std::to_string(count));
}

INSTANTIATE_TEST_SUITE_P(All, EachStrategy, testing::ValuesIn([] {
                           std::vector<std::string_view> names;
                           for (const StrategySpec& spec : strategies()) names.push_back(spec.name);
                           return names;
                         }()),
                         [](const auto& tested) {
                           std::string name(tested.param);
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace rollcall
