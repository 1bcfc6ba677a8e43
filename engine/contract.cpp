#include "engine/contract.h"

namespace rollcall {

std::string_view to_string(Promise promise) {
  switch (promise) {
    case Promise::unique_phones:
      return "unique_phones";
    case Promise::no_lost_users:
      return "no_lost_users";
    case Promise::ids_reconcile:
      return "ids_reconcile";
    case Promise::right_user:
      return "right_user";
    case Promise::login_after_ack:
      return "login_after_ack";
  }
  return "unknown";
}

std::string_view to_string(Threat threat) {
  switch (threat) {
    case Threat::app_killed:
      return "app_killed";
    case Threat::app_paused:
      return "app_paused";
    case Threat::app_machine_lost:
      return "app_machine_lost";
    case Threat::network_trouble:
      return "network_trouble";
    case Threat::redis_killed:
      return "redis_killed";
    case Threat::redis_machine_lost:
      return "redis_machine_lost";
    case Threat::database_contended:
      return "database_contended";
  }
  return "unknown";
}

}  // namespace rollcall
