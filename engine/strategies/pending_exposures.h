// What the contracts of the strategies say that acknowledge pending users.
//
// Redis may lose its last seconds, or all that it has (killed or without power, as its persistence
// has it). Whom it forgets before SQLite has her is known to the process that acknowledged her
// alone: until that process has settled her nobody else finds her, and her phone seems free; and if
// it ends before, she is lost. No idea that acknowledges after Redis alone can do without these.
#pragma once

#include <chrono>

#include "engine/contract.h"

namespace rollcall {

/// An answer that was on its way when Redis lost its memory arrives after that.
inline constexpr bool was_pending(const Exposed& exposed) {
  using std::chrono::seconds;
  return exposed.acknowledged && exposed.threat - *exposed.acknowledged <= seconds(5) &&
         *exposed.acknowledged - exposed.threat <= seconds(1);
}

inline constexpr std::string_view pending_lost =
    "who was acknowledged 5 s before to 1 s after Redis loses its memory is lost if the app "
    "process ends as well before SQLite has her";
inline constexpr std::string_view pending_unknown =
    "who was acknowledged 5 s before to 1 s after Redis loses its memory is unknown until SQLite "
    "has her";
inline constexpr std::string_view pending_phone =
    "a phone that was acknowledged 5 s before to 1 s after Redis loses its memory may be given "
    "once more until SQLite has its user";

inline constexpr Exposure pending_exposures[] = {
    {Promise::no_lost_users, Threat::redis_killed, pending_lost, was_pending},
    {Promise::no_lost_users, Threat::redis_machine_lost, pending_lost, was_pending},
    {Promise::ids_reconcile, Threat::redis_killed, pending_unknown, was_pending},
    {Promise::ids_reconcile, Threat::redis_machine_lost, pending_unknown, was_pending},
    {Promise::login_after_ack, Threat::redis_killed, pending_unknown, was_pending},
    {Promise::login_after_ack, Threat::redis_machine_lost, pending_unknown, was_pending},
    {Promise::unique_phones, Threat::redis_killed, pending_phone, was_pending},
    {Promise::unique_phones, Threat::redis_machine_lost, pending_phone, was_pending},
};

}  // namespace rollcall
