#include "sim/redis/replication.h"

#include <utility>

#include "sim/redis/instance.h"
#include "sim/redis/numbers.h"
#include "sim/redis/rdb_file.h"
#include "sim/redis/sha1.h"
#include "sim/redis/snapshot.h"

namespace rollcall::sim::redis {
namespace {

constexpr UnixMs ping_period_ms = 10'000;  // repl-ping-replica-period
constexpr UnixMs silence_ms_max = 60'000;  // repl-timeout

void close(Instance& instance, Session& session) {
  session.closing = true;
  instance.stir(session);
}

void look_after_replicas(Instance& instance, UnixMs now) {
  bool fed = false;
  for (auto& [id, session] : instance.sessions) {
    if (!is_fed(session)) continue;
    fed = true;
    const bool silent = now - session.replica->acknowledged_at > silence_ms_max;
    if (silent && session.replica->acknowledges) close(instance, session);
  }
  if (now - instance.replication.pinged_at < ping_period_ms) return;
  instance.replication.pinged_at = now;
  if (fed) instance.effects.replicas.add_message({"PING"});
}

}  // namespace

std::string replication_id(const Instance& instance) {
  std::string text = "replication ";
  append_integer(text, static_cast<std::int64_t>(instance.replication.history));
  const ScriptDigest digest = sha1_hex(text);
  return {digest.begin(), digest.end()};
}

std::int64_t replication_offset(const Instance& instance) {
  const MasterLink* const link = instance.replication.link.get();
  return link != nullptr ? link->offset() : instance.effects.replicas.offset();
}

bool is_fed(const Session& session) {
  return session.replica && session.replica->follows && !session.closing;
}

std::int64_t count_acknowledged(const Instance& instance, std::int64_t offset) {
  std::int64_t count = 0;
  for (const auto& [id, session] : instance.sessions) {
    if (is_fed(session) && session.replica->acknowledged >= offset) ++count;
  }
  return count;
}

std::int64_t count_good_replicas(const Instance& instance, UnixMs now) {
  std::int64_t count = instance.conditions.good_replicas;
  for (const auto& [id, session] : instance.sessions) {
    if (!is_fed(session) || session.replica->acknowledged < 0) continue;
    const std::int64_t lag_s = now / 1000 - session.replica->acknowledged_at / 1000;
    if (lag_s <= instance.config.min_replicas_max_lag) ++count;
  }
  return count;
}

void begin_feeding(Instance& instance, Session& session, Handshake handshake, UnixMs now) {
  EffectStream& stream = instance.effects.replicas;
  feed_replicas(instance);  // the others, with what this one finds in the data
  if (!stream.recording()) ++instance.replication.history;
  stream.set_recording(true);
  stream.start_at(stream.offset());
  Reply reply = session.reply();
  if (handshake == Handshake::psync) {
    std::string begun = "FULLRESYNC " + replication_id(instance) + ' ';
    append_integer(begun, stream.offset());
    reply.simple(begun);
  }
  if (!session.replica) session.replica.emplace();
  reply.bulk(instance.config.host_replicates ? write_snapshot(instance)
                                             : write_rdb_file(instance, session.replica->content));
  session.output.resize(session.output.size() - 2);  // nothing stands behind the data
  if (session.replica->rdb_only) {
    session.closing = true;
    return;
  }
  if (session.replica->host.empty()) {  // it has not said how it is called
    session.replica->host = session.ends.client.substr(0, session.ends.client.rfind(':'));
  }
  session.replica->follows = true;
  session.replica->acknowledges = handshake == Handshake::psync;
  session.replica->acknowledged = handshake == Handshake::psync ? -1 : 0;
  session.replica->acknowledged_at = now;
}

void feed_replicas(Instance& instance) {
  EffectStream& stream = instance.effects.replicas;
  if (!stream.recording()) return;
  if (std::exchange(instance.replication.wants_acknowledgements, false)) {
    stream.add_message({"REPLCONF", "GETACK", "*"});
  }
  if (stream.empty()) return;
  const std::string bytes = stream.take();
  for (auto& [id, session] : instance.sessions) {
    if (!is_fed(session)) continue;
    session.output += bytes;
    instance.stir(session);
  }
}

void serve_those_who_await_replicas(Instance& instance) {
  for (auto& [id, session] : instance.sessions) {
    if (!session.blocked || !session.blocked->replicas) continue;
    const AwaitedReplicas awaited = *session.blocked->replicas;
    if (count_acknowledged(instance, awaited.offset) >= awaited.count) give_up(instance, session);
  }
}

void close_replicas(Instance& instance) {
  for (auto& [id, session] : instance.sessions) {
    if (is_fed(session)) close(instance, session);
  }
}

void follow(Instance& instance, const std::optional<MasterAddress>& master) {
  Replication& replication = instance.replication;
  if (!master) {
    if (replication.link != nullptr) {
      // Its own stream goes on where that of its master stopped.
      instance.effects.replicas.start_at(replication.link->offset());
      ++replication.history;
      close_replicas(instance);
    }
    replication.link = nullptr;
  } else {
    ++replication.links;
    replication.link = std::make_unique<MasterLink>(*master);
    if (!instance.conditions.replica) turn_away_waiting(instance);
  }
  instance.config.replicaof = master;
  instance.conditions.replica = master.has_value();
  instance.conditions.master_link_down = master.has_value();
}

void turn_away_waiting(Instance& instance) {
  for (auto& [id, session] : instance.sessions) {
    if (!session.blocked) continue;
    instance.blocked.unblock(session);
    session.reply().error(
        "UNBLOCKED force unblock from blocking operation, instance state changed (master -> "
        "replica?)");
    close(instance, session);
  }
}

void run_replication_cycle(Instance& instance, UnixMs now) {
  MasterLink* const link = instance.replication.link.get();
  if (link != nullptr && link->state() != MasterLink::State::connect) {
    link->acknowledge();
    if (now - link->heard_at() > silence_ms_max) link->break_off(instance);
  }
  look_after_replicas(instance, now);
}

}  // namespace rollcall::sim::redis
