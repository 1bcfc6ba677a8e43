// REPLICAOF, ROLE, WAIT, and what master and replica say to each other: REPLCONF, PSYNC.
#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/inline_request.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::size_t host_name_max = 255;

void replicaof(Call& call) {
  if (equals_ignoring_case(call.args[1], "NO") && equals_ignoring_case(call.args[2], "ONE")) {
    if (call.instance.conditions.replica) follow(call.instance, std::nullopt);
    return call.reply.ok();
  }
  const auto port = parse_integer(call.args[2]);
  constexpr std::int64_t port_max = std::numeric_limits<std::uint16_t>::max();
  if (!port || *port < 0 || *port > port_max) return call.reply.error("ERR Invalid master port");
  const MasterAddress master{.host = std::string(call.args[1]),
                             .port = static_cast<std::uint16_t>(*port)};
  const MasterLink* const link = call.instance.replication.link.get();
  if (link != nullptr && link->master() == master) {
    return call.reply.simple("OK Already connected to specified master");
  }
  follow(call.instance, master);
  call.reply.ok();
}

// REPLCONF ACK offset, of a replica, without a reply.
void take_acknowledgement(Call& call, std::string_view number) {
  const auto offset = parse_integer(number);
  if (!is_fed(call.session) || !offset) return;
  Replica& replica = *call.session.replica;
  replica.acknowledged = std::max(replica.acknowledged, *offset);
  replica.acknowledged_at = call.now;
  serve_those_who_await_replicas(call.instance);
}

// One that only redis-cli --rdb and --functions-rdb name; false: it has been answered.
bool take_rdb_option(Call& call, Replica& replica, std::string_view name, std::size_t value_at) {
  if (equals_ignoring_case(name, "RDB-ONLY")) {
    const auto only = call.integer_argument(value_at);
    if (only && (*only < 0 || *only > 1)) {
      call.reply.error("ERR value is out of range, value must between 0 and 1");
      return false;
    }
    if (only) replica.rdb_only = *only == 1;
    return only.has_value();
  }
  const auto filters = split_inline_request(call.args[value_at]);
  if (!filters) {
    call.reply.error("ERR Missing rdb-filter-only values");
    return false;
  }
  replica.content = {.keys = false, .functions = false};
  for (const std::string& filter : *filters) {
    if (!equals_ignoring_case(filter, "FUNCTIONS")) {
      call.reply.error("ERR Unsupported rdb-filter-only option: " + filter);
      return false;
    }
    replica.content.functions = true;
  }
  return true;
}

// One option; false: it has been answered, or needs no answer.
bool take_option(Call& call, std::string_view name, std::string_view value, std::size_t value_at) {
  if (equals_ignoring_case(name, "ACK")) {
    take_acknowledgement(call, value);
    return false;
  }
  if (equals_ignoring_case(name, "GETACK")) {
    if (MasterLink* const link = call.instance.replication.link.get()) link->acknowledge();
    return false;
  }
  if (!call.session.replica) call.session.replica.emplace();
  Replica& replica = *call.session.replica;
  if (equals_ignoring_case(name, "LISTENING-PORT")) {
    const auto port = call.integer_argument(value_at);
    if (port) replica.port = *port;
    return port.has_value();
  }
  if (equals_ignoring_case(name, "IP-ADDRESS")) {
    if (value.size() > host_name_max) {
      std::string why = "ERR REPLCONF ip-address provided by replica instance is too long: ";
      append_integer(why, static_cast<std::int64_t>(value.size()));
      call.reply.error(why + " bytes");
      return false;
    }
    replica.host = value;
    return true;
  }
  if (equals_ignoring_case(name, "CAPA")) {
    replica.knows_eof |= equals_ignoring_case(value, "EOF");
    return true;
  }
  if (equals_ignoring_case(name, "RDB-ONLY") || equals_ignoring_case(name, "RDB-FILTER-ONLY")) {
    return take_rdb_option(call, replica, name, value_at);
  }
  call.reply.error("ERR Unrecognized REPLCONF option: " + std::string(name));
  return false;
}

void replconf(Call& call) {
  if (call.args.size() % 2 == 0) return call.syntax_error();
  for (std::size_t at = 1; at < call.args.size(); at += 2) {
    if (!take_option(call, call.args[at], call.args[at + 1], at + 1)) return;
  }
  call.reply.ok();
}

// PSYNC id offset FAILOVER, of a master that hands its office over; false: it has been answered.
bool take_over(Call& call) {
  if (!call.instance.conditions.replica) {
    call.reply.error("ERR PSYNC FAILOVER can't be sent to a master.");
    return false;
  }
  if (!equals_ignoring_case(call.args[1], replication_id(call.instance))) {
    call.reply.error("ERR PSYNC FAILOVER replid must match my replid.");
    return false;
  }
  follow(call.instance, std::nullopt);
  return true;
}

void follow_from_now(Call& call, Handshake handshake) {
  if (is_fed(call.session)) return;
  const bool fails_over = call.args.size() > 3 && equals_ignoring_case(call.args[3], "FAILOVER");
  if (fails_over && !take_over(call)) return;
  const MasterLink* const link = call.instance.replication.link.get();
  if (link != nullptr && link->state() != MasterLink::State::connected) {
    return call.reply.error("NOMASTERLINK Can't SYNC while not connected with my master");
  }
  if (!call.session.output.empty()) {
    return call.reply.error("ERR SYNC and PSYNC are invalid with pending output");
  }
  const auto& replica = call.session.replica;
  const bool filtered = replica && !(replica->content.keys && replica->content.functions);
  if (filtered && !replica->knows_eof) {
    return call.reply.error("ERR Filtered replica requires EOF capability");
  }
  if (handshake == Handshake::psync && !call.integer_argument(2)) return;
  begin_feeding(call.instance, call.session, handshake, call.now);
}

void psync(Call& call) { follow_from_now(call, Handshake::psync); }
void sync(Call& call) { follow_from_now(call, Handshake::sync); }

std::string_view state_name(const MasterLink* link) {
  if (link == nullptr) return "connected";  // a replica only in its conditions
  switch (link->state()) {
    case MasterLink::State::connect:
      return "connect";
    case MasterLink::State::handshake:
      return "handshake";
    case MasterLink::State::transfer:
      return "sync";
    case MasterLink::State::connected:
      return "connected";
  }
  return "unknown";
}

void role_of_replica(Call& call) {
  const MasterLink* const link = call.instance.replication.link.get();
  const MasterAddress master = link != nullptr ? link->master() : MasterAddress{};
  call.reply.array(5);
  call.reply.bulk("slave");
  call.reply.bulk(master.host);
  call.reply.integer(master.port);
  call.reply.bulk(state_name(link));
  const bool connected = state_name(link) == "connected";
  call.reply.integer(connected ? replication_offset(call.instance) : -1);
}

void role(Call& call) {
  if (call.instance.conditions.replica) return role_of_replica(call);
  std::vector<const Replica*> replicas;
  for (const auto& [id, session] : call.instance.sessions) {
    if (is_fed(session)) replicas.push_back(&*session.replica);
  }
  call.reply.array(3);
  call.reply.bulk("master");
  call.reply.integer(replication_offset(call.instance));
  call.reply.array(replicas.size());
  for (const Replica* const replica : replicas) {
    call.reply.array(3);
    call.reply.bulk(replica->host);
    call.reply.bulk_integer(replica->port);
    call.reply.bulk_integer(std::max<std::int64_t>(replica->acknowledged, 0));
  }
}

void wait(Call& call) {
  if (call.instance.conditions.replica) {
    return call.reply.error(
        "ERR WAIT cannot be used with replica instances. Please also note that since Redis 4.0 if "
        "a replica is configured to be writable (which is not the default) writes to replicas are "
        "just local and are not propagated.");
  }
  const auto replicas = call.integer_argument(1);
  if (!replicas) return;
  const auto timeout = call.integer_argument(2, "ERR timeout is not an integer or out of range");
  if (!timeout) return;
  if (*timeout < 0) return call.reply.error("ERR timeout is negative");
  const UnixMs deadline = *timeout == 0 ? never : add_checked(call.now, *timeout).value_or(never);
  const std::int64_t offset = call.session.written_to;
  const std::int64_t acknowledged = count_acknowledged(call.instance, offset);
  if (acknowledged >= *replicas || !call.wait_for({}, deadline)) {
    return call.reply.integer(acknowledged);
  }
  call.session.blocked->replicas = AwaitedReplicas{.offset = offset, .count = *replicas};
  call.instance.replication.wants_acknowledgements = true;
}

constexpr Flags inner = Flag::admin | Flag::no_script;

constexpr Flags turns = inner | Flag::stale | Flag::no_async_loading;

constexpr std::array family_commands = {
    Command{"REPLICAOF", 3, turns, no_keys, replicaof},
    Command{"SLAVEOF", 3, turns, no_keys, replicaof},
    Command{"REPLCONF", -1, inner | Flag::loading | Flag::stale | Flag::allow_busy, no_keys,
            replconf},
    Command{"PSYNC", -3, inner | Flag::no_async_loading | Flag::no_multi, no_keys, psync},
    Command{"SYNC", 1, inner | Flag::no_async_loading | Flag::no_multi, no_keys, sync},
    Command{"ROLE", 1, Flag::no_script | Flag::loading | Flag::stale | Flag::fast, no_keys, role},
    Command{"WAIT", 3, Flag::no_script, no_keys, wait},
};

}  // namespace

std::span<const Command> replication_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
