#include <fmt/format.h>

#include <iterator>

#include "engine/check.h"
#include "scenarios/case_toml.h"
#include "scenarios/plain_text.h"

namespace rollcall::scenarios {
namespace {

/// Writes keys only where they differ from what a reader would take by default.
class CaseWriter {
 public:
  explicit CaseWriter(const Case& value) : value_(value) {}

  std::string run() {
    header();
    seed();
    strategy();
    world();
    schedule();
    std::uint32_t previous = 0;
    for (const Client& client : value_.clients) {
      write(client, client.id == previous + 1);
      previous = client.id;
    }
    for (const faults::FaultEvent& event : value_.faults) write(event);
    shown();
    return std::move(text_);
  }

 private:
  template <typename... Arguments>
  void line(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Arguments>(arguments)...);
    text_ += '\n';
  }

  void header() {
    line("# A world of Rollcall, complete: the same file gives the same run, for ever.");
    if (value_.shown) {
      line("# It showed: {} {}.", value_.shown->property, value_.shown->verdict);
    }
    line("# See the story:   rollcall replay FILE      make it smaller:   rollcall shrink FILE");
    line("# Edit it as you like; what is left out has its default.");
    line("format = {}", case_format);
  }

  void seed() {
    if (value_.seed <= static_cast<std::uint64_t>(INT64_MAX)) return line("seed = {}", value_.seed);
    line("seed = \"0x{:016x}\"", value_.seed);  // TOML's integers have 63 bits
  }

  void knobs(const Knobs& values) {
    for (const Knob& knob : values.declared()) {
      if (values.is_default(knob.name)) continue;
      const std::string text = values.text(knob.name);
      line("{} = {}", knob.name, knob.unit == Knob::Unit::count ? text : quoted(text));
    }
  }

  void strategy() {
    line("\n[strategy]");
    line("name = {}", quoted(value_.strategy->name));
    knobs(value_.options);
  }

  void world() {
    const WorldShape usual;
    if (value_.world == usual) return;
    line("\n[world]");
    if (value_.world.processes != usual.processes) line("processes = {}", value_.world.processes);
    if (value_.world.redis != usual.redis) line("redis = {}", quoted(value_.world.redis));
    if (value_.world.profile != usual.profile) line("profile = {}", quoted(value_.world.profile));
    if (value_.world.hashing) line("hashing = true");
  }

  void schedule() {
    const Schedule usual;
    if (value_.schedule == usual) return;
    line("\n[schedule]");
    if (value_.schedule.policy != usual.policy) line("policy = {}", quoted(value_.schedule.policy));
    if (value_.schedule.depth != usual.depth) line("depth = {}", value_.schedule.depth);
  }

  void write(const Client& client, bool in_sequence) {
    const Client usual;
    line("\n[[client]]");
    if (!in_sequence) line("name = \"c{}\"", client.id);
    if (client.process != usual.process) line("process = {}", client.process);
    if (client.deadline != usual.deadline) {
      line("deadline = \"{}\"", format_duration(client.deadline));
    }
    if (client.retries != usual.retries) line("retries = {}", client.retries);
    if (client.retry_delay != usual.retry_delay) {
      line("retry_delay = \"{}\"", format_duration(client.retry_delay));
    }
    if (client.operations.empty()) return;
    line("operations = [");
    std::uint32_t previous = 0;
    for (const Operation& operation : client.operations) {
      write(operation, operation.id == previous + 1);
      previous = operation.id;
    }
    line("]");
  }

  void write(const Operation& operation, bool in_sequence) {
    std::string keys;
    if (!in_sequence) keys += fmt::format("id = {}, ", operation.id);
    keys += fmt::format("do = \"{}\"", to_string(operation.action));
    if (operation.action == Action::register_user) {
      keys +=
          fmt::format(", phone = {}, name = {}", quoted(operation.phone), quoted(operation.name));
    } else {
      keys += fmt::format(", about = \"{}\"", to_string(operation.about));
    }
    if (operation.wrong_password) keys += ", wrong_password = true";
    if (operation.after != Duration::zero()) {
      keys += fmt::format(", after = \"{}\"", format_duration(operation.after));
    }
    line("  {{ {} }},", keys);
  }

  void write(const faults::FaultEvent& event) {
    const faults::Trigger& trigger = event.trigger;
    line("\n[[fault]]");
    line("kind = {}", quoted(event.kind->name));
    line("on = {}", quoted(event.on));
    if (trigger.at) line("at = \"{}\"", format_duration(*trigger.at));
    if (!trigger.step.empty()) line("step = {}", quoted(trigger.step));
    if (!trigger.of.empty()) line("of = {}", quoted(trigger.of));
    if (trigger.nth != 1) line("nth = {}", trigger.nth);
    knobs(event.knobs);
  }

  void shown() {
    if (!value_.shown) return;
    line("\n[shown]");
    line("property = {}", quoted(value_.shown->property));
    line("verdict = {}", quoted(value_.shown->verdict));
    line("trace = \"{:016x}\"", value_.shown->trace);
    line("fingerprint = {}", quoted(value_.shown->fingerprint));
  }

  const Case& value_;
  std::string text_;
};

}  // namespace

std::string write(const Case& value) {
  ROLLCALL_CHECK(value.strategy != nullptr, "a case without a strategy cannot be written");
  return CaseWriter(value).run();
}

}  // namespace rollcall::scenarios
