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

// One client's wait for one answer. Shared: the answer may come after the client has given up.
struct SimulatedService::Waiting {
  sim::Scheduler& scheduler;
  sim::SimTask* client;  ///< null: it waits no longer
  bool answered = false;
  Answer answer{};

  void deliver(Answer with) {
    if (client == nullptr || answered) return;
    answered = true;
    answer = std::move(with);
    scheduler.wake(*client);
  }
};

// What the kernel of a killed process tells the other end of its connections.
class SimulatedService::Reset {
 public:
  Reset(sim::World& world, sim::Process& app, sim::Key key, std::shared_ptr<Waiting> waiting)
      : world_(world), app_(app), key_(key), waiting_(std::move(waiting)) {}
  ~Reset() {
    if (replied_ || !app_.machine.powered || waiting_->client == nullptr) return;
    world_.at(world_.now() + refusal_takes, sim::mix(key_, 2), [waiting = waiting_] {
      waiting->deliver(Failure{Failure::Kind::ambiguous, "the connection was reset"});
    });
  }
  Reset(const Reset&) = delete;
  Reset& operator=(const Reset&) = delete;
  void replied() { replied_ = true; }

 private:
  sim::World& world_;
  sim::Process& app_;
  sim::Key key_;
  std::shared_ptr<Waiting> waiting_;
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
  const sim::Key key = message_key(call, operation);
  task.operation = operation;
  auto waiting = std::make_shared<Waiting>(scheduler, &task);
  const std::string bytes = describe(call);
  world_.network().post({.from = clients_,
                         .to = *app.process,
                         .point = "client.request",
                         .label = properties::to_string(call.action),
                         .bytes = bytes,
                         .operation = operation,
                         .key = key},
                        [this, &app, call, secrets, key, operation, waiting] {
                          arrived(app, call, secrets, key, operation, waiting);
                        });
  while (!waiting->answered && world_.now() < deadline) {
    if (scheduler.block_until(deadline) == sim::Scheduler::Wait::killed) {
      waiting->client = nullptr;
      throw sim::Killed{};
    }
  }
  waiting->client = nullptr;
  if (!waiting->answered)
    return {Failure{Failure::Kind::ambiguous, "no answer within the client's deadline"}, false};
  return {std::move(waiting->answer)};
}

void SimulatedService::arrived(const App& app, const Call& call, const Secrets& secrets,
                               sim::Key key, sim::Key operation,
                               const std::shared_ptr<Waiting>& waiting) {
  auto reset = std::make_shared<Reset>(world_, *app.process, key,
                                       waiting);  // shared: std::function wants copies
  app.server->handle(
      *app.process, call, secrets, key, operation,
      [this, &app, action = call.action, key, operation, waiting, reset](const Answer& answer) {
        if (sim::SimTask::current()->group().dead()) return;
        reset->replied();
        const std::string bytes = describe(answer);
        world_.network().post({.from = *app.process,
                               .to = clients_,
                               .point = "client.reply",
                               .label = properties::to_string(action),
                               .bytes = bytes,
                               .operation = operation,
                               .key = sim::mix(key, 1)},
                              [waiting, answer] { waiting->deliver(answer); });
      });
}

}  // namespace rollcall::scenarios
