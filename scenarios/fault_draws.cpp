#include "scenarios/fault_draws.h"

#include <algorithm>

#include "engine/check.h"
#include "scenarios/aims.h"
#include "scenarios/knob_draws.h"
#include "scenarios/process_name.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;
using faults::FaultEvent;
using faults::FaultKind;
using faults::Where;

class FaultDraw {
 public:
  FaultDraw(Case& into, Character character, const Bounds& bounds, const Draws& draws)
      : into_(into),
        character_(character),
        bounds_(bounds),
        draws_(draws.about("which")),
        base_(draws) {
    for (const FaultKind& kind : faults::fault_kinds()) {
      const bool allowed =
          bounds.kinds.empty() || std::ranges::find(bounds.kinds, kind.name) != bounds.kinds.end();
      if (allowed) kinds_.push_back(&kind);
    }
    for (const Client& client : into.clients) {
      for (const Operation& operation : client.operations) {
        if (operation.action == Action::register_user)
          registrations_.push_back({client.id, operation.id});
        if (operation.action == Action::login) logins_.push_back({client.id, operation.id});
      }
    }
  }

  void run() {
    if (kinds_.empty()) return;
    theme();
    const std::int64_t count = draw_count();
    const std::vector<const FaultKind*> present = draw_kinds(count);
    for (std::int64_t number = 0; number < count; ++number) {
      add(*draws_.among(present), {});
    }
  }

 private:
  [[nodiscard]] bool has_room() const { return into_.faults.size() < bounds_.faults; }

  std::int64_t draw_count() {
    if (character_.kind == Character::Kind::sober) return draws_.chance(88) ? 1 : 0;
    const std::int64_t drawn = draws_.between(1, 100);
    if (drawn <= 15) return 0;
    if (drawn <= 50) return 1;
    return drawn <= 75 ? 2 : draws_.between(3, 6);
  }

  /// The kinds that exist in this world at all: no more than there are faults.
  std::vector<const FaultKind*> draw_kinds(std::int64_t faults) {
    std::vector<const FaultKind*> present;
    const std::int64_t most = std::min<std::int64_t>(std::max<std::int64_t>(faults, 1), 3);
    const std::int64_t count = draws_.between(1, most);
    for (std::int64_t number = 0; number < count; ++number) {
      present.push_back(draws_.among(kinds_));
    }
    return present;
  }

  /// What the theme of the world needs to come true.
  void theme() {
    if (character_.theme == Character::Theme::short_locks) add_named("app.pause", "lock.acquired");
    if (character_.theme == Character::Theme::full_pools) {
      add_named("sqlite.outside_writer", "register.hashed");
    }
    if (character_.theme == Character::Theme::cut_promises) {
      add_named("app.kill", "register.acknowledged");
    }
  }

  void add_named(std::string_view name, std::string_view step) {
    const auto found =
        std::ranges::find(kinds_, name, [](const FaultKind* kind) { return kind->name; });
    if (found != kinds_.end()) add(**found, step);
  }

  /// An empty step: any that hurts, or a time.
  void add(const FaultKind& kind, std::string_view step) {
    if (!has_room()) return;
    const Draws own = base_.about("fault " + std::to_string(into_.faults.size()));
    Draws draws = own.about("place");
    FaultEvent event{.kind = &kind, .on = {}, .trigger = {}, .knobs = Knobs(kind.knobs)};
    draw_knobs(event.knobs, 45, own.about("knobs"));
    const std::vector<std::string> places = targets(kind.where, into_.world.processes);
    event.on = draws.among(places);
    if (step.empty() && draws.chance(45)) {
      event.trigger.at = draw_time(draws);
    } else {
      event.trigger.step = step.empty() ? draws.among(aims_for(kind.threat)) : step;
      draw_subject(event, draws);
    }
    into_.faults.push_back(std::move(event));
  }

  void draw_subject(FaultEvent& event, Draws& draws) {
    faults::Trigger& trigger = event.trigger;
    if (draws.chance(repeated())) trigger.nth = draws.between(2, 5);
    const bool by_operation = draws.chance(55);
    const std::vector<OperationId>& operations =
        is_of_a_login(trigger.step) ? logins_ : registrations_;
    const bool has_operation = is_of_a_registration(trigger.step) || is_of_a_login(trigger.step);
    if (by_operation && has_operation && !operations.empty()) {
      const OperationId id = draws.among(operations);
      trigger.of = to_string(id);
      if (draws.chance(80)) trigger.nth = 1;
      if (draws.chance(85)) follow(event, find_client(into_, id.client)->process);
    } else if (const std::optional<std::uint32_t> number = app_number(event.on);
               number && draws.chance(50)) {
      trigger.of = event.on;
    }
  }

  /// In a sober world hardly anything happens twice.
  [[nodiscard]] std::int64_t repeated() const {
    return character_.kind == Character::Kind::sober ? 6 : 20;
  }

  /// The fault hits the process that comes to the step, or its link.
  static void follow(FaultEvent& event, std::uint32_t process) {
    const std::string name = app_process(process);
    if (event.kind->where == Where::app_process) event.on = name;
    if (event.kind->where != Where::link) return;
    event.on = event.on.starts_with("clients/") ? "clients/" + name : name + "/redis";
  }

  /// Around the answer to some registration, when the client knows something that not every store
  /// knows yet, or anywhere in its plan.
  Duration draw_time(Draws& draws) {
    const OperationId id = draws.among(registrations_);
    const Duration start = start_of(id);
    if (draws.chance(70)) return start + draws.between(served(), served() + 15ms);
    return draws.between(0ms, start + 2 * served());
  }

  /// About when the operation begins, if nothing is in its way: behind the think times and calls
  /// before it.
  [[nodiscard]] Duration start_of(OperationId id) const {
    Duration start = 0ms;
    for (const Operation& operation : find_client(into_, id.client)->operations) {
      start += operation.after;
      if (operation.id == id.operation) break;
      start += served();
    }
    return std::min<Duration>(start, 5s);
  }

  /// About how long a registration takes.
  [[nodiscard]] Duration served() const { return into_.world.hashing ? 27ms : 3ms; }

  Case& into_;
  Character character_;
  const Bounds& bounds_;
  Draws draws_;
  Draws base_;
  std::vector<const FaultKind*> kinds_;
  std::vector<OperationId> registrations_;
  std::vector<OperationId> logins_;
};

}  // namespace

void draw_faults(Case& into, Character character, const Bounds& bounds, const Draws& draws) {
  FaultDraw(into, character, bounds, draws).run();
}

}  // namespace rollcall::scenarios
