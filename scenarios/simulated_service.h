// Clients' calls over the simulated network. A client whose app process is down is refused; one
// whose app process dies while it waits sees its connection reset; one that waits for too long
// gives up, and a late answer reaches nobody.
#pragma once

#include <memory>
#include <vector>

#include "scenarios/app_server.h"
#include "scenarios/service.h"
#include "sim/world.h"

namespace rollcall::scenarios {

class SimulatedService final : public Service {
 public:
  struct App {
    sim::Process* process;
    AppServer* server;
  };
  SimulatedService(sim::World& world, sim::Process& clients, std::vector<App> apps)
      : world_(world), clients_(clients), apps_(std::move(apps)) {}

  [[nodiscard]] Result perform(const properties::Call& call, const Secrets& secrets,
                               std::uint32_t process, MonotonicTime deadline) override;

 private:
  struct Exchange;
  class Reset;
  void arrived(const std::shared_ptr<Exchange>& exchange);
  void reply(const std::shared_ptr<Exchange>& exchange, Answer answer);

  sim::World& world_;
  sim::Process& clients_;
  std::vector<App> apps_;
};

}  // namespace rollcall::scenarios
