#include "scenarios/arbitrary_case.h"

#include <rapidcheck.h>

#include "scenarios/generator.h"

namespace rollcall::scenarios {
namespace {

using namespace std::chrono_literals;

rc::Gen<std::string> any_name() {
  return rc::gen::element<std::string>("Ada", "O'Neil \"Bo\"", "back\\slash", "Łukasz", "王小明",
                                       "a # b = [c]", "{}", "  ", "\U0001F600");
}

void bend_clients(Case& value) {
  std::uint32_t gap = 0;
  for (Client& client : value.clients) {
    gap += *rc::gen::inRange<std::uint32_t>(0, 3);
    for (Operation& operation : client.operations) {
      if (operation.action == Action::register_user) operation.name = *any_name();
      operation.after = Duration(*rc::gen::inRange<std::int64_t>(0, 600'000'000'000));
    }
    client.deadline = Duration(*rc::gen::inRange<std::int64_t>(0, 600'000'000'000));
  }
  if (gap == 0 || value.clients.empty()) return;
  value.clients.back().operations.push_back(
      {.id = value.clients.back().operations.back().id + gap, .phone = "1", .name = "x"});
}

Shown any_shown() {
  const Promise promise =
      *rc::gen::elementOf(std::vector<Promise>(std::begin(all_promises), std::end(all_promises)));
  return {.property = std::string(to_string(promise)),
          .verdict = "broken",
          .trace = *rc::gen::arbitrary<std::uint64_t>(),
          .fingerprint = *any_name()};
}

}  // namespace

rc::Gen<Case> any_case() {
  return rc::gen::exec([] {
    const auto which = *rc::gen::inRange<std::size_t>(0, strategies().size());
    const auto world = *rc::gen::arbitrary<std::uint64_t>();
    Case value = generate(strategies()[which], 1, world, {.faults = 20});
    value.seed = *rc::gen::arbitrary<std::uint64_t>();
    value.world.hashing = *rc::gen::arbitrary<bool>();
    bend_clients(value);
    if (*rc::gen::arbitrary<bool>()) value.shown = any_shown();
    return value;
  });
}

Case sample_case() {
  Case value;
  value.strategy = find_strategy("write-through");
  value.options = Knobs(value.strategy->knobs);
  (void)value.options.set("pool", "3");
  value.seed = 42;
  value.schedule = {.policy = "pct", .depth = 2};
  value.clients = {
      {.operations = {{.phone = "+491510000001", .name = "Ada"},
                      {.action = Action::login, .after = 3ms, .about = {1, 1}},
                      {.action = Action::session, .about = {1, 2}}}},
      {.process = 2, .retries = 1, .operations = {{.phone = "+491510000001", .name = "Ben"}}},
  };
  assign_ids(value);
  const faults::FaultKind* kill = faults::find_fault_kind("app.kill");
  const faults::FaultKind* delay = faults::find_fault_kind("net.delay");
  value.faults = {{.kind = kill,
                   .on = "app1",
                   .trigger = {.at = {}, .step = "register.committed", .of = "c1.1", .nth = 2},
                   .knobs = Knobs(kill->knobs)},
                  {.kind = delay,
                   .on = "app2/redis",
                   .trigger = {.at = 13'200us, .step = {}, .of = {}},
                   .knobs = Knobs(delay->knobs)}};
  return value;
}

}  // namespace rollcall::scenarios
