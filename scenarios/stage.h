// The world of one case with everything in it: machines, Redis, app processes, clients, faults.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "faults/injector.h"
#include "scenarios/app_server.h"
#include "scenarios/case.h"
#include "scenarios/mix.h"
#include "scenarios/simulated_service.h"
#include "sim/world.h"

namespace rollcall::scenarios {

class Stage {
 public:
  /// The case outlives it.
  Stage(const Case& value, bool keep_events);
  ~Stage();

  /// Starts Redis and the app processes and waits until every engine is open. The storm's time
  /// begins afterwards.
  [[nodiscard]] sim::Scheduler::Stop open(Duration patience);
  /// The storm begins: arms the faults of the case, whose times count from now, and counts steps
  /// from now on.
  void arm();
  /// Ends what is transient and starts what is down.
  void calm();

  sim::World& world() { return world_; }
  /// A process for the clients, one for whoever looks at the stores; started when they are needed.
  [[nodiscard]] sim::Process& clients() { return *clients_; }
  [[nodiscard]] SimulatedService& service() { return *service_; }
  [[nodiscard]] const faults::Injector* injector() const { return injector_.get(); }
  [[nodiscard]] const StepCounter& steps() const { return steps_; }

  /// Runs `body` as a process of the app machine until it returns; virtual time goes on meanwhile.
  [[nodiscard]] sim::Scheduler::Stop run_on_app_machine(const std::function<void(Host&)>& body,
                                                        Duration patience);

 private:
  const Case& case_;
  // Tasks that unwind with the world still use these.
  std::vector<std::unique_ptr<AppServer>> servers_;
  std::unique_ptr<SimulatedService> service_;
  sim::World world_;
  StepCounter steps_;
  sim::Machine* app_machine_ = nullptr;
  sim::Process* redis_ = nullptr;
  sim::Process* clients_ = nullptr;
  std::vector<sim::Process*> apps_;
  std::unique_ptr<faults::Injector> injector_;
};

}  // namespace rollcall::scenarios
