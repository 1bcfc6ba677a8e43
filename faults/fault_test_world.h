// For tests: a world with the machines that faults know ("app", "redis", "clients"), and events in
// one line.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/injector.h"
#include "sim/world.h"

namespace rollcall::faults {

using namespace std::chrono_literals;

inline constexpr MonotonicTime forever = MonotonicTime::max();

inline Trigger at(Duration when) { return {.at = when, .step = {}, .of = {}}; }
inline Trigger when(std::string step, std::string of = {}, std::int64_t nth = 1) {
  return {.at = {}, .step = std::move(step), .of = std::move(of), .nth = nth};
}

class FaultTest : public testing::Test {
 protected:
  using Settings = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  void fault(std::string_view kind_name, std::string on, Trigger trigger, Settings settings = {}) {
    const FaultKind* kind = find_fault_kind(kind_name);
    ASSERT_NE(kind, nullptr) << kind_name;
    FaultEvent event{kind, std::move(on), std::move(trigger), Knobs(kind->knobs)};
    for (const auto& [knob, text] : settings) ASSERT_TRUE(event.knobs.set(knob, text)) << text;
    events_.push_back(std::move(event));
  }
  /// After all `fault`s.
  Injector& arm() { return injector_.emplace(world, events_); }
  const Account& account(std::size_t index = 0) { return injector_->accounts().at(index); }

  sim::Process& start(sim::Machine& machine, std::string_view name,
                      std::function<void(Host&)> program) {
    sim::Process& process = world.add_process(machine, name, std::move(program));
    world.start(process);
    return process;
  }
  void run(Duration length) { world.scheduler().run(world.now() + length); }

  sim::World world{{.seed = 7,
                    .latency = {.client_message = {1ms, 1ms}, .redis_message = {1ms, 1ms}},
                    .keep_events = true}};
  sim::Machine& app_machine = world.add_machine("app");
  sim::Machine& redis_machine = world.add_machine("redis");
  sim::Machine& client_machine = world.add_machine("clients");

 private:
  std::vector<FaultEvent> events_;
  std::optional<Injector> injector_;
};

/// Comes to the step every millisecond, and counts how often it got past it.
inline std::function<void(Host&)> passing(std::string_view step, int& passed) {
  return [step, &passed](Host& host) {
    while (true) {
      host.sleep_for(1ms);
      host.reached(step);
      ++passed;
    }
  };
}
inline void idle(Host& host) { host.sleep_until(forever); }

}  // namespace rollcall::faults
