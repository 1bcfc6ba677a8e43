// The tester is tested: devices and engines are bent at their seams, and verdicts must turn red.
#include <gtest/gtest.h>

#include <string_view>

#include "scenarios/runner.h"
#include "sim/hooks.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Verdict;

// Answers one kind of point with one verdict.
class Bend final : public sim::Rule {
 public:
  Bend(std::string_view name, std::string_view label, sim::Verdict::Kind kind)
      : name_(name), label_(label), kind_(kind) {}
  sim::Verdict at(const sim::Point& point) override {
    if (point.name != name_ || (!label_.empty() && point.label != label_)) return {};
    ++bent_;
    return {.kind = kind_};
  }
  [[nodiscard]] int bent() const { return bent_; }

 private:
  std::string_view name_;
  std::string_view label_;
  sim::Verdict::Kind kind_;
  int bent_ = 0;
};

Operation registration(std::uint32_t client, std::uint32_t id) {
  Operation operation;
  operation.id = id;
  operation.phone = own_phone({client, id});
  operation.name = own_name({client, id});
  return operation;
}

Case sign_ups(const StrategySpec& strategy, std::uint64_t seed) {
  Case value;
  value.strategy = &strategy;
  value.options = Knobs(strategy.knobs);
  value.seed = seed;
  for (std::uint32_t client = 1; client <= 4; ++client) {
    Client one;
    one.id = client;
    one.process = client % 2 + 1;
    for (std::uint32_t id = 1; id <= 3; ++id) one.operations.push_back(registration(client, id));
    value.clients.push_back(std::move(one));
  }
  return value;
}

void add_fault(Case& value, std::string_view kind, std::string_view on, Duration at) {
  faults::FaultEvent event{.kind = faults::find_fault_kind(kind),
                           .on = std::string(on),
                           .trigger = {},
                           .knobs = Knobs({})};
  event.trigger.at = at;
  event.knobs = Knobs(event.kind->knobs);
  value.faults.push_back(std::move(event));
}

int worlds_that_show(Verdict verdict, Promise promise, const StrategySpec& strategy,
                     sim::Rule* bend) {
  int shown = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Case value = sign_ups(strategy, seed);
    add_fault(value, "machine.power_loss", "app", 4ms + seed * 100us);
    shown += shows(run(value, {.bend = bend}), promise, verdict) ? 1 : 0;
  }
  return shown;
}

TEST(Tester, AnFsyncThatLiesLosesUsersThatWriteThroughPromisedToKeep) {
  const StrategySpec& strategy = *find_strategy("write-through");
  EXPECT_EQ(worlds_that_show(Verdict::holds, Promise::no_lost_users, strategy, nullptr), 40);
  Bend lie("sqlite.sync", "", sim::Verdict::Kind::lie);
  EXPECT_GT(worlds_that_show(Verdict::broken, Promise::no_lost_users, strategy, &lie), 0);
  EXPECT_GT(lie.bent(), 0);
}

TEST(Tester, WithoutASyncForEachCommitPowerLossTakesUsersAsEachContractSays) {
  for (const StrategySpec& strategy : strategies()) {
    if (strategy.demonstration) continue;
    int within_contract = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      Case value = sign_ups(strategy, seed);
      ASSERT_TRUE(value.options.set("synchronous", "normal"));
      add_fault(value, "machine.power_loss", "app", 4ms + seed * 100us);
      const Outcome outcome = run(value);
      within_contract += shows(outcome, Promise::no_lost_users, Verdict::within_contract) ? 1 : 0;
      for (const properties::Judgement& judgement : outcome.judgements) {
        EXPECT_NE(judgement.verdict, Verdict::broken)
            << strategy.name << " seed " << seed << ": " << judgement.detail;
      }
    }
    EXPECT_GT(within_contract, 0) << strategy.name;
  }
}

TEST(Tester, AWriteLockThatIsAlwaysGrantedLosesUsers) {
  const StrategySpec& strategy = *find_strategy("write-through");
  int broken = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    Bend granted("sqlite.shm_lock", "write", sim::Verdict::Kind::lie);
    const Case value = sign_ups(strategy, seed);
    const Outcome bent = run(value, {.bend = &granted});
    EXPECT_GT(granted.bent(), 0);
    broken += !bent.stopped.empty() || shows(bent, Promise::no_lost_users, Verdict::broken) ||
                      shows(bent, Promise::ids_reconcile, Verdict::broken)
                  ? 1
                  : 0;
    EXPECT_TRUE(shows(run(value), Promise::no_lost_users, Verdict::holds)) << "seed " << seed;
  }
  EXPECT_GT(broken, 0);
}

// write-through with one planted mistake: the caller is told before the commit.
class EarlyBird final : public Strategy {
 public:
  EarlyBird(Host& host, std::unique_ptr<Strategy> inner) : host_(host), inner_(std::move(inner)) {}
  Reply<Registered> register_user(const NewUser& user) override {
    later_.push_back(
        host_.spawn("late_commit", [this, user] { (void)inner_->register_user(user); }));
    return Registered{user.phone, UserStatus::active};
  }
  Reply<User> find(const Handle& handle) override {
    const Reply<Account> account = inner_->find_by_phone(handle);
    if (!account) return std::unexpected(account.error());
    return account->user;
  }
  Reply<Account> find_by_phone(const std::string& phone) override {
    return inner_->find_by_phone(phone);
  }
  Reply<Session> open_session(const User& user, const std::string& token) override {
    return inner_->open_session(user, token);
  }
  Reply<User> session(const std::string& token) override { return inner_->session(token); }

 private:
  Host& host_;
  std::unique_ptr<Strategy> inner_;
  std::vector<std::unique_ptr<Task>> later_;  // joined before the stores that they use go
};

Reply<std::unique_ptr<Strategy>> open_early_bird(Host& host, const Stores& stores,
                                                 const Knobs& knobs) {
  Reply<std::unique_ptr<Strategy>> inner =
      find_strategy("write-through")->open(host, stores, knobs);
  if (!inner) return inner;
  return std::make_unique<EarlyBird>(host, std::move(*inner));
}

TEST(Tester, AnEngineThatAcknowledgesBeforeTheCommitLosesUsers) {
  StrategySpec early = *find_strategy("write-through");
  early.name = "acknowledges-early";
  early.open = open_early_bird;
  EXPECT_GT(worlds_that_show(Verdict::broken, Promise::no_lost_users, early, nullptr), 0);
}

}  // namespace
}  // namespace rollcall::scenarios
