#include "sim/redis/pausing.h"

#include <algorithm>
#include <utility>

#include "sim/redis/instance.h"
#include "sim/redis/refusals.h"

namespace rollcall::sim::redis {

void pause_clients(Instance& instance, Pause::Scope scope, UnixMs until) {
  Pause& pause = instance.pause;
  pause.until = pause.is_on() ? std::max(pause.until, until) : until;
  pause.scope = std::max(pause.scope, scope);
}

void end_pause(Instance& instance) {
  instance.pause.scope = Pause::Scope::nothing;
  for (const ConnectionId id : std::exchange(instance.pause.postponed, {})) {
    Session& session = instance.sessions.at(id);
    session.postponed->is_due = true;
    session.unblocked = true;
    instance.stir(session);
  }
}

void end_pause_when_over(Instance& instance, UnixMs now) {
  if (instance.pause.is_on() && now > instance.pause.until) end_pause(instance);
}

UnixMs end_of_pause(const Instance& instance) {
  const bool ends = instance.pause.is_on() && instance.pause.until < never;
  return ends ? instance.pause.until + 1 : never;
}

bool postpone(Instance& instance, Session& session, const Command& command, Arguments args) {
  Pause& pause = instance.pause;
  if (!pause.is_on() || instance.loading || is_fed(session)) return false;
  if (pause.scope == Pause::Scope::writes && !may_replicate(instance, session, command, args)) {
    return false;
  }
  session.postponed = {.words = {args.begin(), args.end()}};
  pause.postponed.push_back(session.id);
  return true;
}

void forget_postponed(Instance& instance, Session& session) {
  session.postponed.reset();
  std::erase(instance.pause.postponed, session.id);
}

}  // namespace rollcall::sim::redis
