#include "scenarios/case.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scenarios/case_defect.h"

namespace rollcall::scenarios {
namespace {

constexpr std::array<std::string_view, 8> first_names = {"Ada",  "Ben", "Cleo", "Dora",
                                                         "Emil", "Fay", "Gus",  "Hana"};

}  // namespace

std::size_t operation_count(const Case& value) {
  std::size_t count = 0;
  for (const Client& client : value.clients) count += client.operations.size();
  return count;
}

const Client* find_client(const Case& value, std::uint32_t id) {
  const auto found = std::ranges::lower_bound(value.clients, id, {}, &Client::id);
  return found != value.clients.end() && found->id == id ? &*found : nullptr;
}

const Operation* find_operation(const Case& value, OperationId id) {
  const Client* client = find_client(value, id.client);
  if (client == nullptr) return nullptr;
  const auto found = std::ranges::lower_bound(client->operations, id.operation, {}, &Operation::id);
  return found != client->operations.end() && found->id == id.operation ? &*found : nullptr;
}

void assign_ids(Case& value) {
  std::uint32_t client_before = 0;
  for (Client& client : value.clients) {
    if (client.id == 0) client.id = client_before + 1;
    client_before = client.id;
    std::uint32_t before = 0;
    for (Operation& operation : client.operations) {
      if (operation.id == 0) operation.id = before + 1;
      before = operation.id;
    }
  }
}

std::string own_phone(OperationId id) {
  return fmt::format("+4915{:05}{:05}", id.client, id.operation);  // 14 digits: E.164 has room
}

std::string own_name(OperationId id) {
  const std::size_t place = (id.client - 1 + (id.operation - 1) * 3) % first_names.size();
  const std::size_t round = (id.client - 1) / first_names.size();
  const std::string_view name = first_names[place];
  return round == 0 ? std::string(name) : fmt::format("{} {}", name, round + 1);
}

std::optional<std::string> defect(const Case& value) {
  const std::optional<Defect> found = find_defect(value);
  if (!found) return std::nullopt;
  return found->right.empty() ? found->what : found->what + ": " + found->right;
}

}  // namespace rollcall::scenarios
