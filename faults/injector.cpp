#include "faults/injector.h"

#include <algorithm>

#include "engine/check.h"
#include "faults/aim.h"
#include "sim/schedule/timer.h"

namespace rollcall::faults {
namespace {

/// Orders it among what else happens at its instant, whatever other faults the case has.
sim::Key identity(const FaultEvent& event) {
  return sim::mix(sim::key_of(event.kind->name), sim::key_of(event.on));
}

}  // namespace

struct Injector::Armed {
  enum class State {
    waiting,  ///< for its moment
    due,      ///< it happens to the points that come, as often as `left` says
    over,
  };
  Armed(Injector& injector, const FaultEvent& its_event, Account& its_account)
      : event(its_event),
        account(its_account),
        effect(its_event.kind->make()),
        aim(its_event.trigger),
        timer(identity(its_event), [this, &injector] { injector.come_due(*this, nullptr); }) {}

  /// It wants to see more than the named steps of the code.
  [[nodiscard]] bool at_device() const {
    return effect->points(event).has_value() || aim.at_device();
  }

  const FaultEvent& event;
  Account& account;
  std::unique_ptr<Effect> effect;
  Aim aim;
  sim::Timer timer;
  State state = State::waiting;
  std::int64_t left = 0;
};

Injector::Injector(sim::World& world, std::span<const FaultEvent> events) : world_(world) {
  accounts_.reserve(events.size());
  for (const FaultEvent& event : events) {
    accounts_.push_back({.event = &event});
    Armed& armed = *armed_.emplace_back(std::make_unique<Armed>(*this, event, accounts_.back()));
    if (event.trigger.at) {
      world_.scheduler().arm(armed.timer, world_.now() + *event.trigger.at);
    }
  }
  const bool devices =
      std::ranges::any_of(armed_, [](const auto& one) { return one->at_device(); });
  if (devices) {
    world_.hooks().install(*this);
  } else if (!armed_.empty()) {
    world_.hooks().install_for_steps(*this);
  }
}

Injector::~Injector() { world_.hooks().remove(*this); }

sim::Verdict Injector::at(const sim::Point& point) {
  sim::Verdict first;
  for (const auto& one : armed_) {
    Armed& armed = *one;
    if (armed.state == Armed::State::over) continue;
    if (armed.state == Armed::State::waiting) {
      if (armed.event.trigger.at || !armed.aim.matches(point)) continue;
      ++armed.account.asked;
      if (std::cmp_less(armed.account.asked, armed.event.trigger.nth)) continue;
    }
    const bool due = armed.state == Armed::State::due;
    const sim::Verdict verdict = due ? offer(armed, &point) : come_due(armed, &point);
    if (first.kind == sim::Verdict::Kind::pass) first = verdict;
  }
  return first;
}

sim::Verdict Injector::come_due(Armed& armed, const sim::Point* point) {
  if (point == nullptr) ++armed.account.asked;
  const std::optional<std::int64_t> points = armed.effect->points(armed.event);
  armed.state = Armed::State::due;
  armed.left = points.value_or(1);
  const sim::Verdict verdict = offer(armed, point);
  if (!points) armed.state = Armed::State::over;
  return verdict;
}

sim::Verdict Injector::offer(Armed& armed, const sim::Point* point) {
  if (!armed.effect->possible(world_, armed.event, point)) return {};
  if (!armed.account.fired) armed.account.fired = world_.now();
  if (--armed.left == 0) armed.state = Armed::State::over;
  world_.environment().record(sim::EventKind::fault, sim::key_of(armed.event.on), armed.event.on, 0,
                              0, armed.event.kind->name);
  return armed.effect->happen(world_, armed.event, point);
}

void Injector::heal() {
  world_.hooks().remove(*this);
  for (const auto& armed : armed_) {
    armed->effect->heal(world_, armed->event);
  }
  // Which disarms their timers.
  armed_.clear();
}

sim::Key operation_key(std::string_view operation) { return sim::key_of(operation); }

}  // namespace rollcall::faults
