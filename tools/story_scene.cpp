#include "tools/story_scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "engine/steps.h"
#include "faults/injector.h"
#include "scenarios/service.h"
#include "sim/schedule/key.h"

namespace rollcall::tools {
namespace {

using properties::Action;
using properties::Call;
using properties::OperationId;
using scenarios::Outcome;
using sim::Event;
using sim::EventKind;

// Without these there is no story.
constexpr int decisive = 9;
constexpr int turning = 7;
constexpr int telling = 6;
constexpr int helpful = 5;
constexpr int related = 3;
constexpr int quiet = 1;

std::string ask(const Call& call) {
  const std::string who = properties::to_string(call.id);
  const std::string to = " -> " + call.process;
  switch (call.action) {
    case Action::register_user:
      return fmt::format("{} register {} {}{}", who, call.name, call.phone, to);
    case Action::login:
      return fmt::format("{} login {}{}{}", who, call.phone,
                         call.right_password ? "" : " (wrong password)", to);
    case Action::session:
      return fmt::format("{} session{}", who, to);
    case Action::find:
      return fmt::format("{} find {}{}", who, call.handle, to);
    case Action::find_by_phone:
      return fmt::format("{} find_by_phone {}{}", who, call.phone, to);
  }
  return who;
}

class Scene {
 public:
  Scene(const scenarios::Case& value, const Outcome& outcome, const std::set<OperationId>& focus)
      : outcome_(outcome), focus_(focus) {
    for (const scenarios::Client& client : value.clients) {
      for (const scenarios::Operation& operation : client.operations) {
        const OperationId id{client.id, operation.id};
        operations_.emplace(faults::operation_key(properties::to_string(id)), id);
        if (operation.action == Action::login) logins_.insert(id);
      }
    }
    for (std::uint32_t i = 1; i <= value.world.processes; ++i) {
      const std::string name = "app" + std::to_string(i);
      processes_.emplace(sim::key_of(name), name);
    }
  }

  std::vector<Moment> tell() {
    for (const Call& call : outcome_.history) {
      if (focus_.contains(call.about)) about_.insert({call.phone, call.handle});
      if (call.registered() != nullptr && focus_.contains(call.about))
        about_.insert({"", call.registered()->handle});
    }
    for (const Call& call : outcome_.history) add_call(call);
    for (const Event& event : outcome_.kept) add_event(event);
    std::ranges::sort(moments_, {},
                      [](const Moment& moment) { return std::pair(moment.at_ns, moment.order); });
    return std::move(moments_);
  }

 private:
  void add(std::int64_t at_ns, Lane lane, std::string text, int weight) {
    moments_.push_back({at_ns, lane, std::move(text), weight, moments_.size()});
  }

  void add_call(const Call& call) {
    if (!focus_.contains(call.about)) return;
    // In the calm, many ask the same: the first unexpected answer is news, the rest is not.
    const bool surprising =
        call.failure() != nullptr || (call.user() != nullptr && call.user()->name != name_of(call));
    if (call.probe && call.action != Action::register_user &&
        (!surprising || !told_.insert({call.about, call.action == Action::login}).second))
      return;
    const int weight = call.action == Action::register_user ? decisive
                       : surprising                         ? turning
                                                            : related;
    add(call.invoked.time_since_epoch().count(), Lane::clients,
        ask(call) + (call.returned ? "" : " (never answered)"), weight);
    if (call.returned) {
      add(call.returned->time_since_epoch().count(), Lane::clients,
          properties::to_string(call.id) + " <- " + scenarios::describe(call.answer), weight);
    }
  }

  std::string name_of(const Call& call) const {
    const auto registration = std::ranges::find_if(outcome_.history, [&](const Call& other) {
      return other.action == Action::register_user && other.id == call.about;
    });
    return registration == outcome_.history.end() ? "" : registration->name;
  }

  void add_event(const Event& event) {
    const bool in_storm = event.at_ns >= outcome_.storm.time_since_epoch().count();
    if (!in_storm) return;
    switch (event.kind) {
      case EventKind::step:
        return add_step(event);
      case EventKind::fault:
        return add_fault(event);
      case EventKind::process:
        return in_calm(event) ? void() : add_process(event);
      case EventKind::redis:
        return in_calm(event) ? void() : add_command(event);
      default:
        return;
    }
  }

  [[nodiscard]] bool in_calm(const Event& event) const {
    return event.at_ns > outcome_.calm.time_since_epoch().count();
  }

  void add_fault(const Event& event) {
    const Lane lane = event.bytes.starts_with("redis.")    ? Lane::redis
                      : event.bytes.starts_with("sqlite.") ? Lane::sqlite
                                                           : Lane::app;
    add(event.at_ns, lane, fmt::format("** {} on {} **", event.bytes, event.actor_name), decisive);
  }

  void add_step(const Event& event) {
    const auto operation = operations_.find(event.a);
    const bool known = operation != operations_.end();
    if (known && !focus_.contains(operation->second)) return;
    const auto process = processes_.find(event.b);
    if (process == processes_.end()) return;
    const std::string who = known ? properties::to_string(operation->second) : event.actor_name;
    if (event.bytes == step::sqlite_committed.name) {
      // Sessions are committed too; the story is about users.
      const bool session = known && (logins_.contains(operation->second) || in_calm(event));
      return add(event.at_ns, Lane::sqlite, fmt::format("commit ({} {})", process->second, who),
                 session ? quiet : helpful + 1);
    }
    add(event.at_ns, Lane::app, fmt::format("{} {}: {}", process->second, who, event.bytes),
        step_weight(event.bytes));
  }

  static int step_weight(std::string_view name) {
    static constexpr std::string_view turns[] = {step::sync_refused.name, step::sync_postponed.name,
                                                 step::lock_expired.name, step::sqlite_busy.name};
    static constexpr std::string_view tells[] = {
        step::register_acknowledged.name, step::register_committed.name, step::sync_committed.name,
        step::sync_completed.name};
    if (std::ranges::find(turns, name) != std::end(turns)) return turning;
    return std::ranges::find(tells, name) != std::end(tells) ? telling : quiet;
  }

  void add_process(const Event& event) {
    if (event.actor_name == "clients" || event.actor_name == "observer" ||
        event.actor_name.starts_with("outsider"))
      return;
    const Lane lane = event.actor_name == "redis" ? Lane::redis : Lane::app;
    add(event.at_ns, lane, event.actor_name + ": " + event.bytes,
        event.bytes == "start" ? related : telling);
  }

  // Keys that carry the phone or the handle of those whom the story is about.
  [[nodiscard]] bool concerns(std::string_view command) const {
    return std::ranges::any_of(about_, [&](const auto& names) {
      return (!names.first.empty() && command.ends_with(":" + names.first)) ||
             (!names.second.empty() && command.ends_with(":" + names.second));
    });
  }

  void add_command(const Event& event) {
    static constexpr std::string_view changes[] = {"SET",  "HSET",    "DEL",    "INCR",
                                                   "EVAL", "EVALSHA", "EXPIRE", "XADD"};
    const std::string_view name = std::string_view(event.bytes).substr(0, event.bytes.find(' '));
    if (event.bytes.find("session:") != std::string::npos) return;  // the key holds the token
    const bool changed = std::ranges::find(changes, name) != std::end(changes);
    const int weight = !changed                ? quiet
                       : name == "DEL"         ? turning
                       : concerns(event.bytes) ? helpful
                                               : related - 1;
    add(event.at_ns, Lane::redis, event.bytes, weight);
  }

  const Outcome& outcome_;
  const std::set<OperationId>& focus_;
  std::map<sim::Key, OperationId> operations_;
  std::set<OperationId> logins_;
  std::map<sim::Key, std::string> processes_;
  std::set<std::pair<OperationId, bool>> told_;          ///< and whether it was about logging in
  std::set<std::pair<std::string, std::string>> about_;  ///< phones and handles of the focus
  std::vector<Moment> moments_;
};

}  // namespace

std::set<OperationId> focus_of(const Outcome& outcome, const properties::Violation* violation) {
  std::set<OperationId> focus;
  std::string phone;
  std::set<std::string> handles;
  for (const Call& call : outcome.history) {
    if (violation == nullptr) focus.insert(call.about);
    if (violation == nullptr || call.about != violation->operation) continue;
    phone = call.phone;
    if (call.registered() != nullptr) handles.insert(call.registered()->handle);
  }
  if (violation == nullptr) return focus;
  focus.insert(violation->operation);
  for (const Call& call : outcome.history) {
    if (call.action != Action::register_user) continue;
    const bool same_handle =
        call.registered() != nullptr && handles.contains(call.registered()->handle);
    if (call.phone == phone || same_handle) focus.insert(call.id);
  }
  return focus;
}

std::vector<Moment> moments_of(const scenarios::Case& value, const Outcome& outcome,
                               const std::set<OperationId>& focus) {
  return Scene(value, outcome, focus).tell();
}

}  // namespace rollcall::tools
