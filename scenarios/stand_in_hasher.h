// A password hash that costs virtual time instead of memory and cycles: Argon2id's place in a
// simulated world. As in production, no more hashes run at once than the machine has cores.
#pragma once

#include <memory>

#include "engine/password.h"

namespace rollcall::scenarios {

class StandInHasher final : public PasswordHasher {
 public:
  static constexpr unsigned cores = 2;

  /// Zero cost: registration latencies are those of the stores alone.
  StandInHasher(Host& host, Duration cost) : cost_(cost), gate_(host.make_monitor()) {}
  [[nodiscard]] std::string hash(Host& host, std::string_view password) override;
  [[nodiscard]] bool matches(Host& host, std::string_view hash, std::string_view password) override;

 private:
  void pay(Host& host);
  Duration cost_;
  std::unique_ptr<Monitor> gate_;
  unsigned running_ = 0;
};

}  // namespace rollcall::scenarios
