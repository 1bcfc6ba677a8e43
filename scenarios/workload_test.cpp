#include "scenarios/workload.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "sim/world.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Call;
using properties::History;

constexpr Duration bound = 5s;

/// Hands out pending users, who become active at `settled`.
class Registry final : public Service {
 public:
  Registry(sim::World& world, MonotonicTime settled, Duration pace)
      : world_(world), settled_(settled), pace_(pace) {}

  Result perform(const Call& call, const Secrets&, std::uint32_t, MonotonicTime) override {
    world_.scheduler().sleep_until(world_.now() + pace_);
    const UserStatus status = world_.now() < settled_ ? UserStatus::pending : UserStatus::active;
    if (call.action == Action::register_user) return {Registered{.handle = "1", .status = status}};
    if (call.action == Action::login) return {Session{.token = "t", .user = "1"}};
    return {User{.handle = "1", .phone = call.phone, .name = {}, .status = status}};
  }

 private:
  sim::World& world_;
  MonotonicTime settled_;
  Duration pace_;
};

/// Three clients, each of whom registers.
History history_of(MonotonicTime settled, Duration pace = 1ms) {
  Case value;
  for (std::uint32_t id = 1; id <= 3; ++id) {
    Client client{.id = id};
    client.operations.push_back({.id = 1, .phone = own_phone({id, 1}), .name = "A"});
    value.clients.push_back(std::move(client));
  }
  History history;
  sim::World world({.seed = 1});
  Registry registry(world, settled, pace);
  sim::Process& clients =
      world.add_process(world.add_machine("clients"), "clients", [&](Host& host) {
        Workload workload(host, registry, value);
        workload.storm();
        workload.calm(bound);
        history = workload.take_history();
      });
  world.start(clients);
  world.scheduler().run(MonotonicTime::max());
  return history;
}

std::vector<MonotonicTime> finds_of(const History& history, std::uint32_t client) {
  std::vector<MonotonicTime> times;
  for (const Call& call : history) {
    if (call.action == Action::find && call.about.client == client) times.push_back(call.invoked);
  }
  return times;
}

TEST(WorkloadTest, TheCalmEndsOnceAllHaveSettled) {
  const MonotonicTime settled{200ms};
  const History history = history_of(settled);
  for (std::uint32_t client = 1; client <= 3; ++client) {
    EXPECT_GE(finds_of(history, client).back(), settled) << client;
  }
  EXPECT_LT(history.back().invoked, settled + 1s);
}

TEST(WorkloadTest, WhoNeverSettlesIsAskedOnceMoreAfterTheBound) {
  const History history = history_of(MonotonicTime::max());
  for (std::uint32_t client = 1; client <= 3; ++client) {
    EXPECT_GE(finds_of(history, client).back(), MonotonicTime(bound)) << client;
  }
}

TEST(WorkloadTest, WhoWasAskedEarlyInARoundThatOutlastsTheBoundIsAskedOnceMore) {
  const MonotonicTime settled{6s};
  const History history = history_of(settled, 1s);
  EXPECT_LT(finds_of(history, 1).front(), settled);
  EXPECT_GE(finds_of(history, 1).back(), settled);
}

TEST(WorkloadTest, WhileTheCalmWaitsTheFirstThatIsOpenIsAskedForAll) {
  const History history = history_of(MonotonicTime::max());
  EXPECT_GT(finds_of(history, 1).size(), 2U);
  EXPECT_EQ(finds_of(history, 2).size(), 2U);
  EXPECT_EQ(finds_of(history, 3).size(), 2U);
}

}  // namespace
}  // namespace rollcall::scenarios
