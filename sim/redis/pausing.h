// CLIENT PAUSE: what clients ask for is put off until the pause is over.
//
// Meanwhile the data stays as it is: nothing expires (though what has is not shown), nothing is
// evicted. Not modelled: that a replica which is paused puts off what its master says.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/redis/request_reader.h"

namespace rollcall::sim::redis {

class Instance;
struct Command;
struct Session;
enum class ConnectionId : std::uint64_t;
using UnixMs = std::int64_t;

struct Pause {
  // Requests of which kind are put off; the later ones include the former.
  enum class Scope : std::uint8_t { nothing, writes, everything };

  Scope scope = Scope::nothing;
  UnixMs until = 0;
  std::vector<ConnectionId> postponed{};  // who asked for something meanwhile, in that order

  [[nodiscard]] bool is_on() const { return scope != Scope::nothing; }
};

// A pause that is on becomes longer and wider, never less.
void pause_clients(Instance& instance, Pause::Scope scope, UnixMs until);
// What was put off is due.
void end_pause(Instance& instance);
void end_pause_when_over(Instance& instance, UnixMs now);
// When that will be; never: there is none.
[[nodiscard]] UnixMs end_of_pause(const Instance& instance);

// Puts the request off; false: it is to be carried out.
[[nodiscard]] bool postpone(Instance& instance, Session& session, const Command& command,
                            Arguments args);
// The client leaves.
void forget_postponed(Instance& instance, Session& session);

}  // namespace rollcall::sim::redis
