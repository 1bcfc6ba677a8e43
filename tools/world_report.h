// What a campaign keeps of one world: small, and able to cross a pipe.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "scenarios/outcome.h"

namespace rollcall::tools {

struct WorldReport {
  struct Promised {
    Promise promise{};
    properties::Verdict verdict = properties::Verdict::not_judged;
    std::uint64_t judged = 0;
    std::uint64_t violations = 0;
    /// within contract: the exposures that were used, and how long before its threat, in ns, the
    /// promise was given that is farthest from it.
    std::map<std::string, std::int64_t> exposures;
    std::vector<std::string>
        needs;  ///< broken: the fault kinds without which it holds (when `classified`)
    bool classified = false;
  };
  std::uint64_t world = 0;
  std::uint64_t size = 0;  ///< of the case: operations, and each fault as much as several of them
  std::uint64_t strategy = 0;  ///< its index in the campaign
  std::vector<Promised> promises;
  std::vector<std::int64_t> ack_ns;  ///< of each acknowledged registration, from its first call on
  std::uint64_t asked = 0;           ///< operations of the clients' plans that were asked
  std::uint64_t served = 0;          ///< of these: got a definite answer, whatever it was
  std::uint64_t calm_asked = 0;      ///< calls in the calm
  std::uint64_t calm_served = 0;
  std::map<std::string, bool> mix;
  std::map<std::string, std::uint64_t> armed;  ///< faults by kind
  std::map<std::string, std::uint64_t> fired;
  std::int64_t simulated_ns = 0;
  std::int64_t cpu_ns = 0;
  std::uint64_t events = 0;
  std::uint64_t trace = 0;
  std::string stopped;  ///< why the world ended early
  bool twice = false;   ///< it was run twice, and the traces were compared
  std::string differs;  ///< the first event that differs; empty when equal
};

[[nodiscard]] WorldReport summarise(const scenarios::Outcome& outcome);
[[nodiscard]] std::string pack(const WorldReport& report);
[[nodiscard]] WorldReport unpack(const std::string& bytes);

}  // namespace rollcall::tools
