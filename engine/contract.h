// What a strategy promises, and what it says it cannot promise: value types only, shared by
// strategies, properties, faults and reports.
//
// A contract lists exposures. An exposure says: under this threat, these operations may lose this
// promise, and here is the predicate that tells which. A violation that no exposure covers is a
// broken promise.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/host.h"

namespace rollcall {

/// The promises are the names of the properties.
enum class Promise { unique_phones, no_lost_users, ids_reconcile, right_user, login_after_ack };
inline constexpr Promise all_promises[] = {Promise::unique_phones, Promise::no_lost_users,
                                           Promise::ids_reconcile, Promise::right_user,
                                           Promise::login_after_ack};
[[nodiscard]] std::string_view to_string(Promise promise);

/// What may happen to a deployment, as far as a contract cares. Each fault kind realises one
/// threat.
enum class Threat {
  app_killed,          ///< kill -9 of an app process
  app_paused,          ///< an app process stands still, then goes on (GC, SIGSTOP, a stalled VM)
  app_machine_lost,    ///< power loss of the machine with the app processes and the SQLite file
  network_trouble,     ///< messages late, lost or connections reset
  redis_killed,        ///< kill -9 of redis-server
  redis_machine_lost,  ///< power loss of Redis's machine
  database_contended,  ///< somebody else holds SQLite's write lock
};
[[nodiscard]] std::string_view to_string(Threat threat);

/// The violated operation and the threat that came true, as an exposure sees them. Times are of the
/// same clock.
struct Exposed {
  std::optional<MonotonicTime>
      acknowledged;      ///< when the client got the promise; empty: it never did
  MonotonicTime threat;  ///< when the fault fired
  /// When one of those fired that the exposure wants besides; empty if it wants none.
  std::optional<MonotonicTime> besides{};
  /// The service owns up to the violation: whoever asks is told of a conflict.
  bool conflict = false;
};

struct Exposure {
  Promise promise;
  Threat threat;
  std::string_view text;  ///< for the report: "up to 2 s of sign-ups if Redis loses power"
  bool (*covers)(const Exposed&);
  /// Another threat is needed, one of these; `covers` is asked about each pair. Empty: the one
  /// suffices.
  std::span<const Threat> besides{};
  /// It is one only where this knob has this word. Empty: always.
  struct Setting {
    std::string_view knob;
    std::string_view word;
  } only_with{};
};

/// What a strategy commits itself to. Empty exposures: it keeps every promise under every threat.
struct Contract {
  std::span<const Exposure> exposures;
  Duration converges_within =
      std::chrono::seconds(5);  ///< of calm, until pending users are settled
};

}  // namespace rollcall
