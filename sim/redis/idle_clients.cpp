#include "sim/redis/idle_clients.h"

#include <algorithm>

#include "sim/redis/client_type.h"

namespace rollcall::sim::redis {
namespace {

// Redis counts whole seconds, and more than `timeout` of them. Who waits is not idle, nor are
// replicas and subscribers.
UnixMs end_of_patience(const Instance& instance, const Session& session) {
  const bool is_spared =
      session.waits() || type_of(session) != ClientType::normal || session.closing;
  if (is_spared || session.used_at == 0) return never;
  return (session.used_at / 1000 + instance.config.timeout + 1) * 1000;
}

}  // namespace

UnixMs next_end_of_patience(const Instance& instance) {
  UnixMs next = never;
  if (instance.config.timeout == 0) return next;
  for (const auto& [id, session] : instance.sessions) {
    next = std::min(next, end_of_patience(instance, session));
  }
  return next;
}

void hang_up_on_idle(Instance& instance, UnixMs now) {
  if (instance.config.timeout == 0) return;
  for (auto& [id, session] : instance.sessions) {
    if (end_of_patience(instance, session) <= now) instance.hang_up_on(session);
  }
}

void note_newcomers(Instance& instance, UnixMs now) {
  if (instance.config.timeout == 0) return;
  for (auto& [id, session] : instance.sessions) {
    if (session.used_at == 0) session.used_at = now;
  }
}

}  // namespace rollcall::sim::redis
