// An app process of a simulated world: one engine, and the requests that reach it over the
// simulated network.
#pragma once

#include "engine/engine.h"
#include "scenarios/service.h"

namespace rollcall::scenarios {

class AppServer {
 public:
  AppServer(const StrategySpec& strategy, const Knobs& knobs, Duration password_hash)
      : strategy_(strategy), knobs_(knobs), password_hash_(password_hash) {}

  /// What its process runs: opens the engine, again and again until the stores let it, and keeps it
  /// until the end.
  void run(Host& host);
  [[nodiscard]] bool ready() const { return engine_ != nullptr; }

  /// In a task of its process: what the engine answers, or that there is none yet.
  [[nodiscard]] Answer serve(const properties::Call& call, const Secrets& secrets);

 private:
  class Serving;
  const StrategySpec& strategy_;
  const Knobs& knobs_;
  Duration password_hash_;
  Engine* engine_ = nullptr;  ///< of the running incarnation, once it is open
};

}  // namespace rollcall::scenarios
