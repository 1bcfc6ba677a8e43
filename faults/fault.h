// The catalogue of what may go wrong. A fault kind is one literal; a fault of a case is one
// explicit event: what, where, when, how much. The Injector turns the events of a case into rules
// of the simulator's hooks.
//
//     [[fault]]
//     kind = "app.kill"
//     on = "app1"                     # where: a process, a machine, or "app1/redis" for a link
//     at = "13.2ms"                   # when: a virtual time, or
//     step = "register.acknowledged"  #   the nth time that `of` (a client operation or a
//     of = "c1.1"                     #   process) comes to a point
//     nth = 1
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/contract.h"
#include "engine/knob.h"
#include "sim/world.h"

namespace rollcall::faults {

struct Trigger {
  /// Since the faults were armed, in virtual time; else the rest counts.
  std::optional<Duration> at;
  /// A point's name, with its label after a blank if that matters: "redis.reply HSET".
  std::string step{};
  /// "c1.2", or a process at either end of the point, "app1"; empty: whoever comes.
  std::string of{};
  std::int64_t nth = 1;  ///< from 1
  bool operator==(const Trigger&) const = default;
};

struct FaultKind;

struct FaultEvent {
  const FaultKind* kind = nullptr;
  /// A process or machine by its name, or a link: "app1/redis", "clients/app1". Must exist.
  std::string on;
  Trigger trigger;
  Knobs knobs;
  bool operator==(const FaultEvent&) const = default;
};

/// What `on` has to name.
enum class Where { app_process, app_machine, redis_process, redis_machine, link };

/// What one event does to the world. It comes due once, and is then asked about each point that
/// comes, or, if time made it due, first about none (a null point).
class Effect {
 public:
  virtual ~Effect() = default;
  /// There is something that it can happen to: a process that is up, a message of its link.
  [[nodiscard]] virtual bool possible(sim::World& world, const FaultEvent& event,
                                      const sim::Point* point) = 0;
  /// Makes it happen. The verdict is for the point, if there is one.
  virtual sim::Verdict happen(sim::World& world, const FaultEvent& event,
                              const sim::Point* point) = 0;
  /// How often: to this many points, one after the other, to which it can happen. Empty: only at
  /// the very moment when it comes due, and if it cannot happen then, it never does.
  [[nodiscard]] virtual std::optional<std::int64_t> points(const FaultEvent&) const { return {}; }
  /// The calm begins: what is transient ends.
  virtual void heal(sim::World&, const FaultEvent&) {}
};

/// One entry of the catalogue.
struct FaultKind {
  std::string_view name;     ///< "app.kill"
  std::string_view summary;  ///< one line
  std::string_view models;   ///< the event in reality
  std::string_view seen;     ///< where that was observed
  Threat threat;
  bool transient = true;          ///< the calm heals it; false: its damage lasts
  bool on_real_backends = false;  ///< real backends can have it
  Where where;
  std::span<const Knob> knobs;
  std::unique_ptr<Effect> (*make)();
};
[[nodiscard]] std::span<const FaultKind> fault_kinds();
/// Null: there is none of that name.
[[nodiscard]] const FaultKind* find_fault_kind(std::string_view name);

}  // namespace rollcall::faults
