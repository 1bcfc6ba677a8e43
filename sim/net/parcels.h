// Messages that belong to no connection.
#pragma once

#include <functional>

#include "sim/net/links.h"
#include "sim/net/network.h"
#include "sim/one_shots.h"

namespace rollcall::sim {

class Parcels {
 public:
  Parcels(const Environment& environment, const Links& links)
      : environment_(environment), links_(links), on_the_way_(environment.scheduler) {}

  void post(const Network::Message& message, std::function<void()> arrived);

 private:
  [[nodiscard]] Verdict verdict_on(const Network::Message& message) const;

  const Environment& environment_;
  const Links& links_;
  OneShots on_the_way_;
};

}  // namespace rollcall::sim
