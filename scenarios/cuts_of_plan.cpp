#include <algorithm>
#include <set>

#include "scenarios/cuts.h"
#include "scenarios/process_name.h"

namespace rollcall::scenarios::cuts {
namespace {

/// Hands out the parts [first, first + count) of a list: halves, then quarters, down to single
/// ones.
template <typename Cut>
void chunks(std::size_t size, const Cut& cut) {
  for (std::size_t length = size; length > 0; length /= 2) {
    for (std::size_t first = 0; first < size; first += length) {
      cut(first, std::min(length, size - first));
    }
  }
}

/// Removes what is about an operation that is no longer there, and what is about that, and so on.
void drop_dangling(Case& value) {
  std::set<OperationId> present;
  for (const Client& client : value.clients) {
    for (const Operation& operation : client.operations) present.insert({client.id, operation.id});
  }
  for (bool again = true; again;) {
    again = false;
    for (Client& client : value.clients) {
      std::erase_if(client.operations, [&](const Operation& operation) {
        const bool about_itself = operation.action == Action::register_user;
        if (about_itself || present.contains(operation.about)) return false;
        present.erase({client.id, operation.id});
        again = true;
        return true;
      });
    }
  }
  std::erase_if(value.clients, [](const Client& client) { return client.operations.empty(); });
  for (faults::FaultEvent& event : value.faults) {
    const std::optional<OperationId> id = parse_operation_id(event.trigger.of);
    if (id && !present.contains(*id)) event.trigger.of.clear();
  }
}

template <typename T>
void erase_part(std::vector<T>& list, std::size_t first, std::size_t count) {
  const auto begin = list.begin() + static_cast<std::ptrdiff_t>(first);
  list.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
}

/// "app3" and the app3 of a link become app`most`.
std::string moved_to(std::uint32_t most, std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash != name.npos) {
    return moved_to(most, name.substr(0, slash)) + "/" + moved_to(most, name.substr(slash + 1));
  }
  const std::optional<std::uint32_t> number = app_number(name);
  return number && *number > most ? app_process(most) : std::string(name);
}

void keep_processes(Case& value, std::uint32_t most) {
  value.world.processes = most;
  for (Client& client : value.clients) client.process = std::min(client.process, most);
  for (faults::FaultEvent& event : value.faults) {
    event.on = moved_to(most, event.on);
    event.trigger.of = moved_to(most, event.trigger.of);
  }
}

}  // namespace

void fewer_faults(const Case& value, Cuts& into) {
  chunks(value.faults.size(), [&](std::size_t first, std::size_t count) {
    into.emplace_back([=](Case& smaller) { erase_part(smaller.faults, first, count); });
  });
}

void fewer_clients(const Case& value, Cuts& into) {
  chunks(value.clients.size(), [&](std::size_t first, std::size_t count) {
    into.emplace_back([=](Case& smaller) {
      erase_part(smaller.clients, first, count);
      drop_dangling(smaller);
    });
  });
}

void fewer_operations(const Case& value, Cuts& into) {
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    chunks(value.clients[at].operations.size(), [&](std::size_t first, std::size_t count) {
      into.emplace_back([=](Case& smaller) {
        erase_part(smaller.clients[at].operations, first, count);
        drop_dangling(smaller);
      });
    });
  }
}

void fewer_processes(const Case& value, Cuts& into) {
  for (std::uint32_t most = 1; most < value.world.processes; ++most) {
    into.emplace_back([=](Case& smaller) { keep_processes(smaller, most); });
  }
  for (std::size_t at = 0; at < value.clients.size(); ++at) {
    if (value.clients[at].process == 1) continue;
    into.emplace_back([=](Case& smaller) { smaller.clients[at].process = 1; });
  }
}

}  // namespace rollcall::scenarios::cuts
