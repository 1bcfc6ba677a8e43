// Somebody else uses the database file.
#include "faults/catalogue.h"
#include "faults/named.h"
#include "faults/outsider.h"
#include "sim/disk/disk.h"
#include "sim/disk/outside_writer.h"

namespace rollcall::faults {
namespace {

constexpr std::string_view database = "users.db";

constexpr Knob knobs[] = {
    {.name = "hold",
     .unit = Knob::Unit::duration,
     .fallback = "200ms",
     .least = 1'000,
     .most = 60'000'000'000,
     .meaning = "how long it holds the write lock; 200 ms is past a busy timeout of 150 ms"},
};

class OutsideWriter final : public Effect {
 public:
  bool possible(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    const sim::Machine& machine = named_machine(world, event.on);
    return machine.powered && machine.disk->exists(database);
  }
  sim::Verdict happen(sim::World& world, const FaultEvent& event, const sim::Point*) override {
    const Duration hold = event.knobs.duration("hold");
    outsider_ = &start_outsider(world, named_machine(world, event.on), [&world, hold](Host&) {
      (void)sim::hold_write_lock(world.environment(), database, hold);
    });
    return {};
  }
  void heal(sim::World& world, const FaultEvent&) override {
    if (outsider_ != nullptr) world.kill(*outsider_);
  }

 private:
  sim::Process* outsider_ = nullptr;
};

}  // namespace

FaultKind sqlite_outside_writer() {
  return {.name = "sqlite.outside_writer",
          .summary = "another program holds the database's write lock for a while",
          .models = "a backup, a migration, an administrator's shell with an open transaction",
          .seen =
              "SQLite documentation, \"Result and Error Codes\": SQLITE_BUSY when another "
              "process writes; SQLAlchemy reports it as \"database is locked\"",
          .threat = Threat::database_contended,
          .transient = true,
          .on_real_backends = true,
          .where = Where::app_machine,
          .knobs = knobs,
          .make = [] -> std::unique_ptr<Effect> { return std::make_unique<OutsideWriter>(); }};
}

}  // namespace rollcall::faults
