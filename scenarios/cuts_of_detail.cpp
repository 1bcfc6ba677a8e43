#include <algorithm>

#include "scenarios/cuts.h"

namespace rollcall::scenarios::cuts {
namespace {

using faults::FaultEvent;

/// Shorter to write, and less: whole milliseconds, then fewer of them.
std::vector<Duration> rounder(Duration value) {
  std::vector<Duration> found;
  for (const std::int64_t unit : {1'000'000'000, 100'000'000, 10'000'000, 1'000'000, 100'000}) {
    const Duration round(value.count() / unit * unit);
    if (round < value && round > Duration::zero()) found.push_back(round);
  }
  return found;
}

template <typename Place>
void shorter_time(Duration value, const Place& place, Cuts& into) {
  if (value == Duration::zero()) return;
  into.emplace_back([=](Case& smaller) { place(smaller) = Duration::zero(); });
  for (const Duration round : rounder(value)) {
    into.emplace_back([=](Case& smaller) { place(smaller) = round; });
  }
}

template <typename Place>
void default_knobs(const Knobs& values, const Place& place, Cuts& into) {
  std::vector<const Knob*> changed;
  for (const Knob& knob : values.declared()) {
    if (!values.is_default(knob.name)) changed.push_back(&knob);
  }
  if (changed.size() > 1) {
    into.emplace_back([=](Case& smaller) {
      Knobs& knobs = place(smaller);
      knobs = Knobs(knobs.declared());
    });
  }
  for (const Knob* knob : changed) {
    into.emplace_back([=](Case& smaller) {
      (void)place(smaller).set(knob->name, knob->fallback);  // a default is in range
    });
  }
}

}  // namespace

void plainer_world(const Case&, Cuts& into) {
  into.emplace_back([](Case& smaller) { smaller.schedule = {}; });
  into.emplace_back([](Case& smaller) { smaller.schedule.depth = Schedule{}.depth; });
  into.emplace_back([](Case& smaller) { smaller.world.redis = WorldShape{}.redis; });
  into.emplace_back([](Case& smaller) { smaller.world.profile = WorldShape{}.profile; });
  into.emplace_back([](Case& smaller) { smaller.world.hashing = false; });
}

void plainer_knobs(const Case& value, Cuts& into) {
  default_knobs(value.options, [](Case& smaller) -> Knobs& { return smaller.options; }, into);
  for (std::size_t at = 0; at < value.faults.size(); ++at) {
    default_knobs(
        value.faults[at].knobs, [=](Case& smaller) -> Knobs& { return smaller.faults[at].knobs; },
        into);
  }
}

void plainer_clients(const Case& value, Cuts& into) {
  const Client usual;
  into.emplace_back([](Case& smaller) {
    for (Client& client : smaller.clients) client.retries = 0;
  });
  into.emplace_back([](Case& smaller) {
    for (Client& client : smaller.clients) client.deadline = Client{}.deadline;
  });
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    const Client& client = value.clients[at];
    for (std::uint32_t retries = 0; retries < client.retries; ++retries) {
      into.emplace_back([=](Case& smaller) { smaller.clients[at].retries = retries; });
    }
    if (client.deadline != usual.deadline) {
      into.emplace_back([=](Case& smaller) { smaller.clients[at].deadline = Client{}.deadline; });
    }
    if (client.retry_delay != usual.retry_delay) {
      into.emplace_back(
          [=](Case& smaller) { smaller.clients[at].retry_delay = Client{}.retry_delay; });
    }
    for (std::size_t which = 0; which < client.operations.size(); ++which) {
      if (!client.operations[which].wrong_password) continue;
      into.emplace_back(
          [=](Case& smaller) { smaller.clients[at].operations[which].wrong_password = false; });
    }
  }
}

/// About an earlier operation instead: the one that it was about may go then.
void nearer_subjects(const Case& value, Cuts& into) {
  const auto retarget = [&](std::size_t at, std::size_t which, const Client& from) {
    const Operation& operation = value.clients[at].operations[which];
    const Action wanted =
        operation.action == Action::session ? Action::login : Action::register_user;
    const auto found = std::ranges::find(from.operations, wanted, &Operation::action);
    if (found == from.operations.end()) return;
    const OperationId subject{from.id, found->id};
    if (subject >= operation.about) return;
    into.emplace_back(
        [=](Case& smaller) { smaller.clients[at].operations[which].about = subject; });
  };
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    const Client& client = value.clients[at];
    for (std::size_t which = 0; which < client.operations.size(); ++which) {
      if (client.operations[which].action == Action::register_user) continue;
      retarget(at, which, client);
      retarget(at, which, value.clients.front());
    }
  }
}

void shorter_times(const Case& value, Cuts& into) {
  into.emplace_back([](Case& smaller) {
    for (Client& client : smaller.clients) {
      for (Operation& operation : client.operations) operation.after = Duration::zero();
    }
  });
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    const std::vector<Operation>& operations = value.clients[at].operations;
    for (std::size_t which = 0; which < operations.size(); ++which) {
      shorter_time(
          operations[which].after,
          [=](Case& smaller) -> Duration& { return smaller.clients[at].operations[which].after; },
          into);
    }
  }
}

void plainer_triggers(const Case& value, Cuts& into) {
  for (std::size_t at = 0; at < value.faults.size(); ++at) {
    const faults::Trigger& trigger = value.faults[at].trigger;
    if (trigger.at) {
      shorter_time(
          *trigger.at, [=](Case& smaller) -> Duration& { return *smaller.faults[at].trigger.at; },
          into);
      continue;
    }
    for (const std::int64_t nth : {std::int64_t{1}, trigger.nth / 2, trigger.nth - 1}) {
      if (nth < 1 || nth >= trigger.nth) continue;
      into.emplace_back([=](Case& smaller) { smaller.faults[at].trigger.nth = nth; });
    }
    const std::size_t label = trigger.step.find(' ');
    if (label != trigger.step.npos) {
      into.emplace_back([=](Case& smaller) { smaller.faults[at].trigger.step.resize(label); });
    }
    if (!trigger.of.empty()) {
      into.emplace_back([=](Case& smaller) { smaller.faults[at].trigger.of.clear(); });
    }
  }
}

void plainer_texts(const Case& value, Cuts& into) {
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    const Client& client = value.clients[at];
    for (std::size_t which = 0; which < client.operations.size(); ++which) {
      const Operation& operation = client.operations[which];
      if (operation.action != Action::register_user) continue;
      std::string name = own_name({client.id, operation.id});
      if (name.size() >= operation.name.size()) continue;
      into.emplace_back([=](Case& smaller) { smaller.clients[at].operations[which].name = name; });
    }
  }
}

void smaller_seed(const Case& value, Cuts& into) {
  for (std::uint64_t seed = 1; seed <= 8 && seed < value.seed; ++seed) {
    into.emplace_back([=](Case& smaller) { smaller.seed = seed; });
  }
}

}  // namespace rollcall::scenarios::cuts
