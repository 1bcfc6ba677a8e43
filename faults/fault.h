// The catalogue of what may go wrong. A fault kind is one literal; a fault of a case is one explicit event: what, where,
// when, how much. The Injector turns the events of a case into rules of the simulator's hooks.
//
//     [[fault]]
//     kind = "app.kill"
//     on = "app1"                          # where: a process, a machine, or "app1/redis" for a link
//     at = "13.2ms"                        # when: a virtual time, or
//     step = "register.acknowledged"       #   the nth time that `of` (a client operation or a process) comes to a point
//     of = "c1.1"
//     nth = 1
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/contract.h"
#include "engine/knob.h"
#include "sim/world.h"

namespace rollcall::faults {

struct Trigger {
  std::optional<Duration> at;  ///< virtual time; else the rest counts
  std::string step;            ///< a point's name, with its label after a blank if that matters: "redis.reply HSET"
  std::string of;              ///< "c1.2", "app1", or empty for whoever comes
  std::int64_t nth = 1;        ///< from 1
  bool operator==(const Trigger&) const = default;
};

struct FaultKind;

struct FaultEvent {
  const FaultKind* kind = nullptr;
  std::string on;
  Trigger trigger;
  Knobs knobs;
  bool operator==(const FaultEvent&) const = default;
};

/// What `on` has to name.
enum class Where { app_process, app_machine, redis_process, redis_machine, link };

/// Acts when its event comes due; `point` is null when time was the trigger. The verdict is for that point.
class Effect {
 public:
  virtual ~Effect() = default;
  virtual sim::Verdict fire(sim::World& world, const FaultEvent& event, const sim::Point* point) = 0;
  /// Asked for every later point while the effect lasts (delays of several messages, a link that stays cut).
  virtual sim::Verdict later(sim::World&, const FaultEvent&, const sim::Point&) { return {}; }
  /// The calm begins: what is transient ends.
  virtual void heal(sim::World&) {}
};

/// One entry of the catalogue.
struct FaultKind {
  std::string_view name;       ///< "app.kill"
  std::string_view summary;    ///< one line
  std::string_view models;     ///< the event in reality
  std::string_view seen;       ///< where that was observed
  Threat threat;
  bool transient = true;       ///< the calm heals it; false: its damage lasts
  bool on_real_backends = false;  ///< real backends can have it
  Where where;
  std::span<const Knob> knobs;
  std::unique_ptr<Effect> (*make)();
};
[[nodiscard]] std::span<const FaultKind> fault_kinds();
[[nodiscard]] const FaultKind* find_fault_kind(std::string_view name);

}  // namespace rollcall::faults
