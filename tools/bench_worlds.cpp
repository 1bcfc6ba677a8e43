#include "tools/bench_worlds.h"

#include <fmt/format.h>

#include <utility>

#include "engine/check.h"
#include "sim/schedule/decisions.h"

namespace rollcall::tools {
namespace {

using namespace std::chrono_literals;
using properties::Action;
using properties::OperationId;
using scenarios::Case;
using scenarios::Client;
using scenarios::Operation;

Case empty_world(const StrategySpec& strategy, std::uint64_t seed) {
  Case value;
  value.strategy = &strategy;
  value.options = Knobs(strategy.knobs);
  value.seed = seed;
  return value;
}

Operation registration(std::uint32_t client, std::uint32_t id) {
  return {.id = id,
          .action = Action::register_user,
          .phone = fmt::format("+49151{:04}{:04}", client, id),
          .name = fmt::format("User {}.{}", client, id)};
}

Operation about(std::uint32_t id, Action action, OperationId of) {
  return {.id = id, .action = action, .about = of};
}

// A registration and what people do next: log in, use the session, be looked up.
void add_visit(Client& client) {
  const auto first = static_cast<std::uint32_t>(client.operations.size()) + 1;
  client.operations.push_back(registration(client.id, first));
  client.operations.push_back(about(first + 1, Action::login, {client.id, first}));
  client.operations.push_back(about(first + 2, Action::session, {client.id, first + 1}));
  client.operations.push_back(about(first + 3, Action::find, {client.id, first}));
  client.operations.push_back(about(first + 4, Action::find_by_phone, {client.id, first}));
}

}  // namespace

Case short_world(const StrategySpec& strategy, std::uint64_t seed) {
  Case value = empty_world(strategy, seed);
  for (std::uint32_t id = 1; id <= 10; ++id) {
    Client client{.id = id, .process = id % 2 + 1};
    add_visit(client);
    add_visit(client);
    value.clients.push_back(std::move(client));
  }
  const faults::FaultKind* kill = faults::find_fault_kind("app.kill");
  ROLLCALL_CHECK(kill != nullptr, "there is no app.kill");
  faults::Trigger trigger;
  trigger.at = 5ms;
  value.faults.push_back(
      {.kind = kill, .on = "app1", .trigger = std::move(trigger), .knobs = Knobs(kill->knobs)});
  return value;
}

Case thinking_world(const StrategySpec& strategy, std::uint64_t seed) {
  Case value = empty_world(strategy, seed);
  for (std::uint32_t id = 1; id <= 50; ++id) {
    Client client{.id = id, .process = id % 2 + 1};
    for (int visit = 0; visit < 4; ++visit) add_visit(client);
    for (Operation& operation : client.operations) {
      const std::uint64_t bits = sim::mix(sim::mix(seed, id), operation.id);
      operation.after = sim::Decisions::between(bits, 0s, 2s);
    }
    value.clients.push_back(std::move(client));
  }
  return value;
}

Case crowded_world(const StrategySpec& strategy, std::uint64_t seed) {
  Case value = empty_world(strategy, seed);
  value.world.processes = 1;
  for (std::uint32_t id = 1; id <= 500; ++id) {
    Client client{.id = id, .process = 1, .deadline = 60s, .retries = 0};
    client.operations.push_back(registration(id, 1));
    value.clients.push_back(std::move(client));
  }
  return value;
}

Case long_world(const StrategySpec& strategy, std::uint32_t registrations) {
  constexpr std::uint32_t clients = 100;
  Case value = empty_world(strategy, 1);
  for (std::uint32_t id = 1; id <= clients; ++id) {
    Client client{.id = id, .process = id % 2 + 1};
    for (std::uint32_t operation = 1; operation <= registrations / clients; ++operation) {
      client.operations.push_back(registration(id, operation));
    }
    value.clients.push_back(std::move(client));
  }
  return value;
}

}  // namespace rollcall::tools
