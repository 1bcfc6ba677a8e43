#include "faults/catalogue.h"

#include <algorithm>
#include <array>

namespace rollcall::faults {

std::span<const FaultKind> fault_kinds() {
  static const std::array all = {
      app_kill(),           app_pause(),
      machine_power_loss(), net_delay(),
      net_drop_reply(),     net_drop_request(),
      net_reset(),          redis_kill(),
      redis_power_loss(),   sqlite_outside_writer(),
  };
  return all;
}

const FaultKind* find_fault_kind(std::string_view name) {
  const auto found = std::ranges::find(fault_kinds(), name, &FaultKind::name);
  return found != fault_kinds().end() ? &*found : nullptr;
}

}  // namespace rollcall::faults
