// An app process of a simulated world: one engine, and the requests that reach it over the
// simulated network.
#pragma once

#include <functional>
#include <memory>

#include "engine/engine.h"
#include "scenarios/service.h"
#include "sim/world.h"

namespace rollcall::scenarios {

class AppServer {
 public:
  AppServer(sim::World& world, const StrategySpec& strategy, const Knobs& knobs,
            Duration password_hash)
      : world_(world), strategy_(strategy), knobs_(knobs), password_hash_(password_hash) {}

  /// What its process runs: opens the engine, again and again until the stores let it, and keeps it
  /// until the end.
  void run(Host& host);
  [[nodiscard]] bool ready() const { return engine_ != nullptr; }

  /// A request has arrived; outside tasks. `reply` is called in a task of the process, once the
  /// engine has answered.
  void handle(sim::Process& self, const properties::Call& call, const Secrets& secrets,
              sim::Key key, sim::Key operation, std::function<void(Answer)> reply);

 private:
  class Serving;
  sim::World& world_;
  const StrategySpec& strategy_;
  const Knobs& knobs_;
  Duration password_hash_;
  Engine* engine_ = nullptr;  ///< of the running incarnation, once it is open
};

}  // namespace rollcall::scenarios
