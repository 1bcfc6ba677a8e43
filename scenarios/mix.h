// How hard a world was: the shares that a campaign prints, so that nobody trusts a green run of
// easy worlds.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "properties/history.h"
#include "scenarios/outcome.h"
#include "sim/hooks.h"
#include "sim/world.h"

namespace rollcall::scenarios {

/// Installed for steps: counts them, and keeps those that tell whether a pending user had been
/// committed.
class StepCounter final : public sim::Rule {
 public:
  explicit StepCounter(sim::World& world) : world_(world) {}
  [[nodiscard]] sim::Verdict at(const sim::Point& point) override;

  [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& counts() const {
    return counts_;
  }
  /// Some incarnation of an app process had acknowledged more pending users than it had committed
  /// when it died.
  [[nodiscard]] bool died_between_acknowledgement_and_commit(std::string_view process,
                                                             MonotonicTime at) const;

 private:
  struct Mark {
    MonotonicTime at;
    sim::Key process;
    unsigned incarnation;
    int change;  ///< of the number of acknowledged users that SQLite does not have yet
  };
  sim::World& world_;
  std::map<std::string, std::uint64_t, std::less<>> counts_;
  std::vector<Mark> marks_;
};

struct Hardship {
  std::string_view name;
  std::string_view meaning;
  bool (*present)(const Outcome&, const StepCounter&);
};
[[nodiscard]] std::span<const Hardship> hardships();

}  // namespace rollcall::scenarios
