#include "properties/history.h"

#include <fmt/compile.h>

#include <algorithm>
#include <tuple>

namespace rollcall::properties {

std::string_view to_string(Action action) {
  switch (action) {
    case Action::register_user:
      return "register";
    case Action::login:
      return "login";
    case Action::session:
      return "session";
    case Action::find:
      return "find";
    case Action::find_by_phone:
      return "find_by_phone";
  }
  return "unknown";
}

std::string to_string(OperationId id) {
  return fmt::format(FMT_COMPILE("c{}.{}"), id.client, id.operation);
}

std::vector<const UserRow*> rows_by_phone(const Contents& contents) {
  std::vector<const UserRow*> rows;
  for (const UserRow& row : contents.users) rows.push_back(&row);
  std::ranges::sort(rows, {}, [](const UserRow* row) { return std::tie(row->phone, row->id); });
  return rows;
}

}  // namespace rollcall::properties
