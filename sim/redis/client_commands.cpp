// CLIENT: connections look at themselves and at each other.
#include <array>
#include <optional>
#include <string>

#include "sim/redis/client_name.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void id(Call& call) { call.reply.integer(static_cast<std::int64_t>(call.session.id)); }

void getname(Call& call) {
  if (call.session.name.empty()) return call.reply.null_bulk();
  call.reply.bulk(call.session.name);
}

void setname(Call& call) {
  if (!is_valid_client_name(call.args[2])) return call.reply.error(invalid_client_name);
  call.session.name = call.args[2];
  call.reply.ok();
}

// A line of CLIENT LIST, less the addresses and times that a model does not have, and less the
// sizes of buffers, which depend on how a stream of requests was cut.
std::string line_about(const Session& session) {
  const bool in_multi = session.transaction.open;
  const auto number = [](std::string_view name, std::int64_t value) {
    std::string field(name);
    append_integer(field, value);
    return field;
  };
  std::string line = number("id=", static_cast<std::int64_t>(session.id));
  line += " addr=?:0 laddr=?:0 fd=-1 name=" + session.name + " age=0 idle=0";
  line += std::string(" flags=") + (session.blocked ? "b" : in_multi ? "x" : "N");
  line += number(" db=", static_cast<std::int64_t>(session.database)) + " sub=0 psub=0 ssub=0";
  line += number(" multi=", in_multi ? std::ssize(session.transaction.queue) : -1);
  return line + " qbuf=0 obl=0 events=r user=default redir=-1 resp=2\n";
}

void info(Call& call) { call.reply.bulk(line_about(call.session)); }

// CLIENT LIST [TYPE normal|master|replica|pubsub] [ID id ...]
void list(Call& call) {
  const Arguments args = call.args;
  std::string text;
  if (args.size() == 2) {
    for (const auto& [connection, session] : call.instance.sessions) text += line_about(session);
  } else if (args.size() == 4 && equals_ignoring_case(args[2], "TYPE")) {
    const bool normal = equals_ignoring_case(args[3], "normal");
    for (const std::string_view known : {"normal", "master", "replica", "slave", "pubsub"}) {
      if (!equals_ignoring_case(args[3], known)) continue;
      for (const auto& [connection, session] : call.instance.sessions)
        text += normal ? line_about(session) : "";
      return call.reply.bulk(text);
    }
    return call.reply.error("ERR Unknown client type '" + std::string(args[3]) + "'");
  } else if (args.size() > 3 && equals_ignoring_case(args[2], "ID")) {
    for (const std::string_view word : args.subspan(3)) {
      const auto number = parse_integer(word);
      if (!number) return call.reply.error("ERR Invalid client ID");
      const auto found =
          call.instance.sessions.find(ConnectionId{static_cast<std::uint64_t>(*number)});
      if (found != call.instance.sessions.end()) text += line_about(found->second);
    }
  } else {
    return call.syntax_error();
  }
  call.reply.bulk(text);
}

void close(Call& call, Session& session) {
  if (session.blocked) call.instance.blocked.unblock(session);
  session.closing = true;
  call.instance.stirred.push_back(session.id);
}

// CLIENT KILL ID id [SKIPME yes|no]; by address nobody is found, since a model has none.
void kill(Call& call) {
  const Arguments args = call.args;
  if (args.size() == 3) return call.reply.error("ERR No such client");
  std::optional<ConnectionId> wanted;
  bool skip_me = true;
  for (std::size_t at = 2; at < args.size(); at += 2) {
    const bool has_value = at + 1 < args.size();
    if (has_value && equals_ignoring_case(args[at], "ID")) {
      const auto number = call.integer_argument(at + 1, "ERR client-id should be greater than 0");
      if (!number) return;
      if (*number < 1) return call.reply.error("ERR client-id should be greater than 0");
      wanted = ConnectionId{static_cast<std::uint64_t>(*number)};
    } else if (has_value && equals_ignoring_case(args[at], "SKIPME") &&
               (equals_ignoring_case(args[at + 1], "YES") ||
                equals_ignoring_case(args[at + 1], "NO"))) {
      skip_me = equals_ignoring_case(args[at + 1], "YES");
    } else {
      return call.syntax_error();
    }
  }
  std::int64_t killed = 0;
  for (auto& [id, session] : call.instance.sessions) {
    if (session.closing || (wanted && *wanted != id)) continue;
    if (skip_me && &session == &call.session) continue;
    close(call, session);
    ++killed;
  }
  call.reply.integer(killed);
}

// CLIENT UNBLOCK id [TIMEOUT|ERROR]
void unblock(Call& call) {
  if (call.args.size() > 4) return call.wrong_subcommand();
  const bool as_error = call.args.size() == 4 && equals_ignoring_case(call.args[3], "ERROR");
  const bool as_timeout = call.args.size() == 3 || equals_ignoring_case(call.args[3], "TIMEOUT");
  if (!as_error && !as_timeout)
    return call.reply.error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
  const auto number = call.integer_argument(2);
  if (!number) return;
  const auto found = call.instance.sessions.find(ConnectionId{static_cast<std::uint64_t>(*number)});
  const bool waits = found != call.instance.sessions.end() && found->second.blocked;
  if (waits) {
    Session& session = found->second;
    session.output += as_error
                          ? std::string_view("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n")
                          : session.blocked->on_timeout;
    call.instance.blocked.unblock(session);
    call.instance.stirred.push_back(session.id);
  }
  call.reply.integer(waits ? 1 : 0);
}

void no_evict(Call& call) {
  const bool known =
      equals_ignoring_case(call.args[2], "ON") || equals_ignoring_case(call.args[2], "OFF");
  if (!known) return call.syntax_error();
  call.reply.ok();
}

// Only ON is answered: whoever asked for silence gets it.
void reply(Call& call) {
  Session& session = call.session;
  if (equals_ignoring_case(call.args[2], "ON")) {
    session.silence = Silence::none;
    call.reply.ok();
  } else if (equals_ignoring_case(call.args[2], "OFF")) {
    session.silence = Silence::on;
  } else if (equals_ignoring_case(call.args[2], "SKIP")) {
    if (session.silence == Silence::none) session.silence = Silence::after_this;
  } else {
    call.syntax_error();
  }
}

constexpr Flags own = Flag::no_script | Flag::loading | Flag::stale;
constexpr Flags administers = own | Flag::admin;

constexpr std::array subcommands = {
    Command{"CLIENT|ID", 2, own, no_keys, id},
    Command{"CLIENT|GETNAME", 2, own, no_keys, getname},
    Command{"CLIENT|SETNAME", 3, own, no_keys, setname},
    Command{"CLIENT|INFO", 2, own, no_keys, info},
    Command{"CLIENT|LIST", -2, administers, no_keys, list},
    Command{"CLIENT|KILL", -3, administers, no_keys, kill},
    Command{"CLIENT|UNBLOCK", -3, administers, no_keys, unblock},
    Command{"CLIENT|NO-EVICT", 3, administers, no_keys, no_evict},
    Command{"CLIENT|REPLY", 3, own, no_keys, reply},
};

constexpr std::array family_commands = {
    Command{"CLIENT", -2, no_flags, no_keys, nullptr, subcommands},
};

}  // namespace

std::span<const Command> client_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
