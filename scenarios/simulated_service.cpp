#include "scenarios/simulated_service.h"

#include <utility>

#include "faults/injector.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using properties::Call;

constexpr Duration refusal_takes = 500us;

sim::Key message_key(const Call& call, sim::Key operation) {
  const auto kind = static_cast<sim::Key>(call.action) * 2 + (call.probe ? 1 : 0);
  return sim::mix(operation, sim::mix(kind, call.attempt));
}

}  // namespace

// One call on its way to an app process and back. Shared: the answer may come after the client has
// given up, and a request may be handled by a process whose client has died.
struct SimulatedService::Exchange {
  const App& app;
  Call call;
  Secrets secrets;
  sim::Key operation;
  sim::Key key;
  sim::SimTask* client;  ///< null: it waits no longer
  bool answered = false;
  Answer answer{};

  void deliver(Answer with, sim::Scheduler& scheduler) {
    if (client == nullptr || answered) return;
    answered = true;
    answer = std::move(with);
    scheduler.wake(*client);
  }
};

// What the kernel of a killed process tells the other end of its connections.
class SimulatedService::Reset {
 public:
  Reset(sim::World& world, std::shared_ptr<Exchange> exchange)
      : world_(world), exchange_(std::move(exchange)) {}
  ~Reset() {
    if (replied_ || !exchange_->app.process->machine.powered || exchange_->client == nullptr)
      return;
    sim::Scheduler& scheduler = world_.scheduler();
    world_.at(world_.now() + refusal_takes, sim::mix(exchange_->key, 2),
              [exchange = exchange_, &scheduler] {
                exchange->deliver(Failure{Failure::Kind::ambiguous, "the connection was reset"},
                                  scheduler);
              });
  }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  void replied() { replied_ = true; }

 private:
  sim::World& world_;
  std::shared_ptr<Exchange> exchange_;
  bool replied_ = false;
};

Service::Result SimulatedService::perform(const Call& call, const Secrets& secrets,
                                          std::uint32_t process, MonotonicTime deadline) {
  const App& app = apps_[process - 1];
  sim::Scheduler& scheduler = world_.scheduler();
  sim::SimTask& task = *sim::SimTask::current();
  if (!app.process->up() && app.process->machine.powered) {
    if (scheduler.sleep_until(world_.now() + refusal_takes) == sim::Scheduler::Wait::killed)
      throw sim::Killed{};
    return {Failure{Failure::Kind::unavailable, "connection refused"}};
  }
  const sim::Key operation = faults::operation_key(properties::to_string(call.id));
  task.operation = operation;
  const auto exchange = std::make_shared<Exchange>(Exchange{.app = app,
                                                            .call = call,
                                                            .secrets = secrets,
                                                            .operation = operation,
                                                            .key = message_key(call, operation),
                                                            .client = &task});
  const std::string bytes = describe(call);
  world_.network().post({.from = clients_,
                         .to = *app.process,
                         .point = "client.request",
                         .label = properties::to_string(call.action),
                         .bytes = bytes,
                         .operation = operation,
                         .key = exchange->key},
                        [this, exchange] { arrived(exchange); });
  while (!exchange->answered && world_.now() < deadline) {
    if (scheduler.block_until(deadline) == sim::Scheduler::Wait::killed) {
      exchange->client = nullptr;
      throw sim::Killed{};
    }
  }
  exchange->client = nullptr;
  if (!exchange->answered)
    return {Failure{Failure::Kind::ambiguous, "no answer within the client's deadline"}, false};
  return {std::move(exchange->answer)};
}

void SimulatedService::arrived(const std::shared_ptr<Exchange>& exchange) {
  const App& app = exchange->app;
  auto body = [this, exchange, reset = std::make_shared<Reset>(world_, exchange)] {
    Answer answer = exchange->app.server->serve(exchange->call, exchange->secrets);
    if (sim::SimTask::current()->group().dead()) return;
    reset->replied();
    reply(exchange, std::move(answer));
  };
  world_.spawn(*app.process, "handler", std::move(body), exchange->key, exchange->operation);
}

void SimulatedService::reply(const std::shared_ptr<Exchange>& exchange, Answer answer) {
  const std::string bytes = describe(answer);
  world_.network().post({.from = *exchange->app.process,
                         .to = clients_,
                         .point = "client.reply",
                         .label = properties::to_string(exchange->call.action),
                         .bytes = bytes,
                         .operation = exchange->operation,
                         .key = sim::mix(exchange->key, 1)},
                        [this, exchange, answer = std::move(answer)] {
                          exchange->deliver(answer, world_.scheduler());
                        });
}

}  // namespace rollcall::scenarios
