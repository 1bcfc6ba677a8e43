// Draws of chance, keyed by meaning: seed, domain, task (whose key holds the client operation and
// its attempt), site, and occurrence within that task and domain.
#pragma once

#include <cstdint>

#include "engine/host.h"
#include "sim/schedule/key.h"
#include "sim/schedule/task.h"

namespace rollcall::sim {

enum class Domain : std::uint8_t { network, disk, redis, entropy, loss, sqlite };

class Decisions {
 public:
  explicit Decisions(std::uint64_t seed) : seed_(seed) {}
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  /// 64 uniform bits; advances the task's counter for the domain.
  [[nodiscard]] std::uint64_t draw(SimTask& task, Domain domain, Key site) const;
  /// 64 uniform bits for what no task does (power loss, a harness's choice): the caller supplies
  /// the meaning.
  [[nodiscard]] std::uint64_t draw(Domain domain, Key meaning) const;
  /// Uniform in [least, most], both ends included.
  [[nodiscard]] static Duration between(std::uint64_t bits, Duration least, Duration most);

 private:
  std::uint64_t seed_;
};

}  // namespace rollcall::sim
