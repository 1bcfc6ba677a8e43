#include "scenarios/case_defect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "scenarios/limits.h"
#include "scenarios/plain_text.h"
#include "scenarios/process_name.h"
#include "scenarios/profiles.h"
#include "scenarios/spelling.h"
#include "scenarios/trigger_point.h"
#include "sim/schedule/policy.h"

namespace rollcall::scenarios {
namespace {

using Found = std::optional<Defect>;

Found out_of_range(std::string place, std::string_view what, std::int64_t value,
                   limits::Counts range) {
  if (range.holds(value)) return std::nullopt;
  return Defect{std::move(place), fmt::format("{} = {} is out of range", what, value),
                fmt::format("{} to {}", range.least, range.most)};
}

Found too_long(std::string place, std::string_view what, Duration value) {
  if (value >= Duration::zero() && value <= limits::time_most) return std::nullopt;
  return Defect{std::move(place), fmt::format("{} is out of range", what),
                fmt::format("0s to {}", format_duration(limits::time_most))};
}

Found bad_text(std::string place, std::string_view what, std::string_view text, std::size_t most) {
  if (!text.empty() && text.size() <= most && is_plain_text(text)) return std::nullopt;
  return Defect{std::move(place), fmt::format("{} is not usable", what),
                fmt::format("1 to {} bytes of UTF-8 without control characters", most)};
}

Found unknown(std::string place, std::string_view what, std::string_view word,
              std::span<const std::string_view> allowed) {
  if (std::ranges::find(allowed, word) != allowed.end()) return std::nullopt;
  return Defect{std::move(place), fmt::format("unknown {} \"{}\"", what, word),
                suggestion(word, allowed)};
}

/// The first that is there.
Found first(std::initializer_list<Found> found) {
  for (const Found& one : found) {
    if (one) return one;
  }
  return std::nullopt;
}

Found world_defect(const Case& value) {
  std::vector<std::string_view> profile_names;
  for (const Profile& profile : profiles()) profile_names.push_back(profile.name);
  std::vector<std::string_view> policy_names;
  for (const sim::PolicySpec& policy : sim::policies()) policy_names.push_back(policy.name);
  return first({
      out_of_range("world.processes", "processes", value.world.processes, limits::processes),
      unknown("world.redis", "redis persistence", value.world.redis, redis_persistences),
      unknown("world.profile", "profile", value.world.profile, profile_names),
      unknown("schedule.policy", "policy", value.schedule.policy, policy_names),
      out_of_range("schedule.depth", "depth", value.schedule.depth, limits::depth),
  });
}

class PlanCheck {
 public:
  explicit PlanCheck(const Case& value) : value_(value) {}

  Found run() {
    if (std::ssize(value_.clients) > limits::clients_most) {
      return Defect{"client", fmt::format("{} clients are too many", value_.clients.size()),
                    fmt::format("at most {}", limits::clients_most)};
    }
    if (const std::size_t count = operation_count(value_);
        std::cmp_greater(count, limits::operations_most)) {
      return Defect{"client", fmt::format("{} operations are too many", count),
                    fmt::format("at most {}", limits::operations_most)};
    }
    std::uint32_t previous = 0;
    for (std::size_t at = 0; at < value_.clients.size(); ++at) {
      if (Found found = client(value_.clients[at], fmt::format("client.{}", at), previous)) {
        return found;
      }
      previous = value_.clients[at].id;
    }
    return std::nullopt;
  }

 private:
  Found client(const Client& client, const std::string& place, std::uint32_t previous) {
    const std::string name = fmt::format("c{}", client.id);
    if (client.id <= previous) {
      return Defect{place + ".name", fmt::format("{} comes after c{}", name, previous),
                    "every client has its own number, in ascending order"};
    }
    const limits::Counts processes{1, value_.world.processes};
    if (Found found = first({
            out_of_range(place + ".name", "the number of a client", client.id, limits::ids),
            out_of_range(place + ".process", "process", client.process, processes),
            too_long(place + ".deadline", "deadline of " + name, client.deadline),
            out_of_range(place + ".retries", "retries", client.retries, limits::retries),
            too_long(place + ".retry_delay", "retry_delay of " + name, client.retry_delay),
        })) {
      return found;
    }
    std::uint32_t before = 0;
    for (std::size_t at = 0; at < client.operations.size(); ++at) {
      const std::string inner = fmt::format("{}.operations.{}", place, at);
      if (Found found = operation(client, client.operations[at], inner, before)) return found;
      before = client.operations[at].id;
    }
    return std::nullopt;
  }

  Found operation(const Client& client, const Operation& operation, const std::string& place,
                  std::uint32_t before) {
    const OperationId id{client.id, operation.id};
    const std::string name = to_string(id);
    if (operation.id <= before) {
      return Defect{place + ".id", fmt::format("{} comes after c{}.{}", name, client.id, before),
                    "operations are numbered in ascending order"};
    }
    if (Found found = first({
            out_of_range(place + ".id", "the number of an operation", operation.id, limits::ids),
            too_long(place + ".after", "after of " + name, operation.after),
        })) {
      return found;
    }
    if (operation.wrong_password && operation.action != Action::login) {
      return Defect{place + ".wrong_password", name + " needs no password", "only a login does"};
    }
    return operation.action == Action::register_user ? registration(operation, place, name)
                                                     : reference(id, operation, place);
  }

  static Found registration(const Operation& operation, const std::string& place,
                            const std::string& name) {
    if (operation.about != OperationId{}) {
      return Defect{place + ".about", name + " is about itself",
                    "a registration needs no \"about\""};
    }
    return first({
        bad_text(place + ".phone", "the phone of " + name, operation.phone,
                 limits::phone_bytes_most),
        bad_text(place + ".name", "the name of " + name, operation.name, limits::name_bytes_most),
    });
  }

  Found reference(OperationId id, const Operation& operation, const std::string& place) {
    const std::string name = to_string(id);
    const bool session = operation.action == Action::session;
    const Action wanted = session ? Action::login : Action::register_user;
    if (!operation.phone.empty() || !operation.name.empty()) {
      return Defect{place, name + " has a phone or a name of its own",
                    "it takes both from the registration that it is about"};
    }
    const Operation* about = find_operation(value_, operation.about);
    if (about == nullptr) {
      return Defect{
          place + ".about",
          fmt::format("{} is about {}, which does not exist", name, to_string(operation.about)),
          session ? "name a login" : "name a registration"};
    }
    if (about->action != wanted) {
      return Defect{place + ".about",
                    fmt::format("{} is about {}, a {}", name, to_string(operation.about),
                                to_string(about->action)),
                    session ? "a session belongs to a login" : "name a registration"};
    }
    if (operation.about.client == id.client && operation.about.operation >= id.operation) {
      return Defect{place + ".about", name + " is about a later operation of the same client",
                    "name an earlier one"};
    }
    return std::nullopt;
  }

  const Case& value_;
};

class FaultCheck {
 public:
  FaultCheck(const Case& value, const faults::FaultEvent& event, std::size_t at)
      : value_(value), event_(event), place_(fmt::format("fault.{}", at)) {}

  Found run() {
    if (event_.kind == nullptr) return Defect{place_ + ".kind", "a fault without a kind", {}};
    if (event_.knobs != Knobs(event_.kind->knobs) &&
        event_.knobs.declared().size() != event_.kind->knobs.size()) {
      return Defect{place_, fmt::format("{} has other knobs", event_.kind->name), {}};
    }
    return first({where(), moment(), subject()});
  }

 private:
  Found where() {
    const std::vector<std::string> allowed = targets(event_.kind->where, value_.world.processes);
    if (std::ranges::find(allowed, event_.on) != allowed.end()) return std::nullopt;
    return Defect{place_ + ".on",
                  fmt::format("{} cannot happen to \"{}\"", event_.kind->name, event_.on),
                  fmt::format("allowed: {}", fmt::join(allowed, ", "))};
  }

  Found moment() {
    const faults::Trigger& trigger = event_.trigger;
    if (trigger.at) {
      if (trigger.step.empty() && trigger.of.empty() && trigger.nth == 1) {
        return too_long(place_ + ".at", "at", *trigger.at);
      }
      return Defect{place_ + ".at", "a fault comes at a time or at a step, not both",
                    "leave out \"at\", or else \"step\", \"of\" and \"nth\""};
    }
    if (trigger.step.empty()) {
      return Defect{place_, "a fault needs a moment",
                    "at = \"13.2ms\", or step = \"register.committed\""};
    }
    if (is_trigger_point(trigger.step) && trigger.step.size() <= limits::word_bytes_most) {
      return out_of_range(place_ + ".nth", "nth", trigger.nth, limits::nth);
    }
    return Defect{place_ + ".step", fmt::format("unknown step \"{}\"", trigger.step),
                  suggestion(trigger.step, trigger_points())};
  }

  Found subject() {
    const std::string& of = event_.trigger.of;
    if (of.empty() || is_process(of, value_.world.processes)) return std::nullopt;
    const std::optional<OperationId> id = parse_operation_id(of);
    if (id && find_operation(value_, *id) != nullptr) return std::nullopt;
    return Defect{place_ + ".of", fmt::format("a fault waits for \"{}\", which does not exist", of),
                  "name an operation such as \"c1.2\", or a process such as \"app1\""};
  }

  const Case& value_;
  const faults::FaultEvent& event_;
  std::string place_;
};

Found fault_defect(const Case& value) {
  if (std::ssize(value.faults) > limits::faults_most) {
    return Defect{"fault", fmt::format("{} faults are too many", value.faults.size()),
                  fmt::format("at most {}", limits::faults_most)};
  }
  for (std::size_t at = 0; at < value.faults.size(); ++at) {
    if (Found found = FaultCheck(value, value.faults[at], at).run()) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Defect> find_defect(const Case& value) {
  if (value.strategy == nullptr) return Defect{"strategy", "a case without a strategy", {}};
  if (Found found = world_defect(value)) return found;
  if (Found found = PlanCheck(value).run()) return found;
  return fault_defect(value);
}

}  // namespace rollcall::scenarios
