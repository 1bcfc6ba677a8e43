// What the contracts of the strategies say that acknowledge pending users.
//
// Redis may lose its last seconds, or all that it has (killed or without power, as its persistence
// has it). Whom it forgets before SQLite has her is known to the process that acknowledged her
// alone: until that process has settled her nobody else finds her, and her phone seems free; and if
// it ends before, she is lost. No idea that acknowledges after Redis alone can do without these.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>

#include "engine/contract.h"
#include "engine/strategies/unsynced_exposures.h"

namespace rollcall {

/// An answer that was on its way when Redis lost its memory arrives after that.
inline constexpr bool was_pending(const Exposed& exposed) {
  using std::chrono::seconds;
  return exposed.acknowledged && exposed.threat - *exposed.acknowledged <= seconds(5) &&
         *exposed.acknowledged - exposed.threat <= seconds(1);
}
/// Her phone was given once more, and whoever asks for her is told so: she was pending, or she is
/// the other one, to whom it was given before SQLite had who was.
inline constexpr bool was_given_twice(const Exposed& exposed) {
  using std::chrono::seconds;
  return exposed.conflict && exposed.acknowledged &&
         exposed.threat - *exposed.acknowledged <= seconds(5) &&
         *exposed.acknowledged - exposed.threat <= seconds(6);
}
inline constexpr bool was_unknown(const Exposed& exposed) {
  return was_pending(exposed) || was_given_twice(exposed);
}
/// The process that knew her ended before it had settled her: five seconds after it acknowledged
/// her at the latest, or just before her client heard of it.
inline constexpr bool was_forgotten(const Exposed& exposed) {
  using std::chrono::seconds;
  return was_pending(exposed) && *exposed.besides - *exposed.acknowledged <= seconds(5) &&
         *exposed.acknowledged - *exposed.besides <= seconds(1);
}

inline constexpr Threat process_ends[] = {Threat::app_killed, Threat::app_machine_lost};

inline constexpr std::string_view pending_lost =
    "who was acknowledged 5 s before to 1 s after Redis loses its memory is lost if the app "
    "process ends as well before SQLite has her, within 5 s";
inline constexpr std::string_view pending_conflict =
    "who was acknowledged 5 s before to 6 s after Redis loses its memory may end as a conflict, of "
    "which reads and logins tell, because a phone was given once more";
inline constexpr std::string_view pending_unknown =
    "who was acknowledged 5 s before to 1 s after Redis loses its memory is unknown until SQLite "
    "has her; or she ends as a conflict";
inline constexpr std::string_view pending_phone =
    "a phone that was acknowledged 5 s before to 1 s after Redis loses its memory may be given "
    "once more until SQLite has its user";

inline constexpr Exposure pending_exposures[] = {
    {Promise::no_lost_users, Threat::redis_killed, pending_lost, was_forgotten, process_ends},
    {Promise::no_lost_users, Threat::redis_machine_lost, pending_lost, was_forgotten, process_ends},
    {Promise::no_lost_users, Threat::redis_killed, pending_conflict, was_given_twice},
    {Promise::no_lost_users, Threat::redis_machine_lost, pending_conflict, was_given_twice},
    {Promise::ids_reconcile, Threat::redis_killed, pending_unknown, was_unknown},
    {Promise::ids_reconcile, Threat::redis_machine_lost, pending_unknown, was_unknown},
    {Promise::login_after_ack, Threat::redis_killed, pending_unknown, was_unknown},
    {Promise::login_after_ack, Threat::redis_machine_lost, pending_unknown, was_unknown},
    {Promise::unique_phones, Threat::redis_killed, pending_phone, was_pending},
    {Promise::unique_phones, Threat::redis_machine_lost, pending_phone, was_pending},
};

inline constexpr auto pending_and_unsynced_exposures = [] {
  std::array<Exposure, std::size(pending_exposures) + std::size(unsynced_exposures)> all{};
  std::ranges::copy(unsynced_exposures, std::ranges::copy(pending_exposures, all.begin()).out);
  return all;
}();

}  // namespace rollcall
