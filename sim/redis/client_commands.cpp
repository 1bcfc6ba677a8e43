// CLIENT: connections look at themselves and at each other.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "sim/redis/client_name.h"
#include "sim/redis/client_type.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void id(Call& call) { call.reply.integer(static_cast<std::int64_t>(call.session.id)); }

void getname(Call& call) {
  if (call.session.name.empty()) return call.reply.null();
  call.reply.bulk(call.session.name);
}

void setname(Call& call) {
  if (!is_valid_client_name(call.args[2])) return call.reply.error(invalid_client_name);
  call.session.name = call.args[2];
  call.reply.ok();
}

// Of MULTI, or of the EXEC that runs; -1: of neither.
std::int64_t commands_in(const Transaction& transaction) {
  if (transaction.open) return std::ssize(transaction.queue);
  return transaction.executing > 0 ? transaction.executing : -1;
}

std::string flags_of(const Session& session) {
  std::string flags;
  if (is_fed(session)) flags += 'S';
  if (!session.subscriptions.empty()) flags += 'P';
  if (session.transaction.open || session.transaction.executing > 0) flags += 'x';
  if (session.waits()) flags += 'b';
  if (session.watch_broken) flags += 'd';
  if (session.closing) flags += 'c';
  if (session.unblocked) flags += 'u';
  if (session.evicts_never) flags += 'e';
  return flags.empty() ? "N" : flags;
}

// A line of CLIENT LIST. Times, which a model does not have, and the sizes of buffers, which depend
// on how a stream of requests was cut, are all 0 but for the request that asks.
std::string line_about(const Call& call, const Session& session) {
  const auto number = [](std::string_view name, std::int64_t value) {
    std::string field(name);
    append_integer(field, value);
    return field;
  };
  std::string line = number("id=", static_cast<std::int64_t>(session.id));
  line += " addr=" + session.ends.client + " laddr=" + session.ends.server;
  line += " fd=-1 name=" + session.name + " age=0 idle=0";
  line += " flags=" + flags_of(session);
  line += number(" db=", static_cast<std::int64_t>(session.database));
  const auto count = [&](Topic topic) {
    return static_cast<std::int64_t>(session.subscriptions.count(topic));
  };
  line += number(" sub=", count(Topic::channel)) + number(" psub=", count(Topic::pattern));
  line += number(" ssub=", count(Topic::shard_channel));
  const Transaction& transaction = session.transaction;
  line += number(" multi=", commands_in(transaction));
  const std::size_t request = &session == &call.session ? session.reader.request_bytes() : 0;
  line += number(" qbuf=", static_cast<std::int64_t>(request));
  line += " qbuf-free=0 argv-mem=0 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=0";
  const Command* const last = session.last_command;
  line += " events=r cmd=" + (last == nullptr ? "NULL" : lower_case(last->name));
  line += " user=default redir=-1";
  return line + number(" resp=", static_cast<std::int64_t>(session.protocol)) + '\n';
}

void info(Call& call) { call.reply.verbatim(line_about(call, call.session)); }

// The one that args[at] names; nothing after an error reply.
std::optional<ClientType> client_type_argument(Call& call, std::size_t at) {
  const auto type = client_type_named(call.args[at]);
  if (!type) call.reply.error("ERR Unknown client type '" + std::string(call.args[at]) + "'");
  return type;
}

// CLIENT LIST [TYPE normal|master|replica|pubsub] [ID id ...]
void list(Call& call) {
  const Arguments args = call.args;
  std::string text;
  const auto add = [&](const Session& session) {
    if (!session.killed) text += line_about(call, session);
  };
  if (args.size() == 2) {
    for (const auto& [connection, session] : call.instance.sessions) add(session);
  } else if (args.size() == 4 && equals_ignoring_case(args[2], "TYPE")) {
    const auto type = client_type_argument(call, 3);
    if (!type) return;
    for (const auto& [connection, session] : call.instance.sessions) {
      if (type_of(session) == *type) add(session);
    }
  } else if (args.size() > 3 && equals_ignoring_case(args[2], "ID")) {
    for (const std::string_view word : args.subspan(3)) {
      const auto number = parse_integer(word);
      if (!number) return call.reply.error("ERR Invalid client ID");
      const auto found =
          call.instance.sessions.find(ConnectionId{static_cast<std::uint64_t>(*number)});
      if (found != call.instance.sessions.end()) add(found->second);
    }
  } else {
    return call.syntax_error();
  }
  call.reply.verbatim(text);
}

// Who asks for its own end is answered before it.
void kill(Call& call, Session& session) {
  if (&session == &call.session) {
    session.closing = true;
    return;
  }
  if (session.blocked) call.instance.blocked.unblock(session);
  if (session.postponed) forget_postponed(call.instance, session);
  call.instance.pub_sub.unsubscribe_all(session);
  call.instance.hang_up_on(session);
}

// Whom CLIENT KILL means: all that is said must hold.
struct Victims {
  std::optional<std::string_view> client{};
  std::optional<std::string_view> server{};
  std::optional<ConnectionId> id{};
  std::optional<ClientType> type{};
  bool skip_me = true;

  [[nodiscard]] bool include(const Session& session) const {
    return (!type || *type == type_of(session)) && (!client || *client == session.ends.client) &&
           (!server || *server == session.ends.server) && (!id || *id == session.id);
  }
};

// Reads what args[at] and the word behind it demand; false after an error was replied.
bool narrow(Call& call, std::size_t at, Victims& victims) {
  const auto says = [&](std::string_view name) {
    return at + 1 < call.args.size() && equals_ignoring_case(call.args[at], name);
  };
  const std::string_view value = at + 1 < call.args.size() ? call.args[at + 1] : "";
  const auto refuse = [&](const std::string& why) {
    call.reply.error(why);
    return false;
  };
  if (says("ID")) {
    const auto number = call.integer_at_least(1, at + 1, "ERR client-id should be greater than 0");
    if (number) victims.id = ConnectionId{static_cast<std::uint64_t>(*number)};
    return number.has_value();
  }
  if (says("TYPE")) {
    victims.type = client_type_argument(call, at + 1);
    return victims.type.has_value();
  }
  if (says("ADDR")) {
    victims.client = value;
  } else if (says("LADDR")) {
    victims.server = value;
  } else if (says("USER")) {
    if (value != "default") return refuse("ERR No such user '" + std::string(value) + "'");
  } else if (says("SKIPME") &&
             (equals_ignoring_case(value, "YES") || equals_ignoring_case(value, "NO"))) {
    victims.skip_me = equals_ignoring_case(value, "YES");
  } else {
    return refuse("ERR syntax error");
  }
  return true;
}

// CLIENT KILL address, or CLIENT KILL [ID id] [TYPE type] [ADDR address] [LADDR address]
// [USER name] [SKIPME yes|no]
void kill_those(Call& call) {
  const bool by_address = call.args.size() == 3;
  Victims victims;
  if (by_address) {
    victims.client = call.args[2];
    victims.skip_me = false;
  }
  for (std::size_t at = 2; !by_address && at < call.args.size(); at += 2) {
    if (!narrow(call, at, victims)) return;
  }
  std::int64_t killed = 0;
  for (auto& [id, session] : call.instance.sessions) {
    if (session.killed || !victims.include(session)) continue;
    if (victims.skip_me && &session == &call.session) continue;
    kill(call, session);
    ++killed;
  }
  if (!by_address) return call.reply.integer(killed);
  if (killed == 0) return call.reply.error("ERR No such client");
  call.reply.ok();
}

// CLIENT UNBLOCK id [TIMEOUT|ERROR]; a pause is not ended by it (redis-server 7.0.15 crashes).
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
    if (as_error) {
      const std::size_t start = session.output.size();
      session.reply().error("UNBLOCKED client unblocked via CLIENT UNBLOCK");
      session.hold_back(start);
      call.instance.blocked.unblock(session);
      call.instance.stir(session);
    } else {
      give_up(call.instance, session);
    }
  }
  call.reply.integer(waits ? 1 : 0);
}

// CLIENT PAUSE timeout [WRITE|ALL]
void pause(Call& call) {
  if (call.args.size() > 4) return call.wrong_subcommand();
  const bool writes = call.args.size() == 4 && equals_ignoring_case(call.args[3], "WRITE");
  if (call.args.size() == 4 && !writes && !equals_ignoring_case(call.args[3], "ALL"))
    return call.reply.error("ERR CLIENT PAUSE mode must be WRITE or ALL");
  const auto timeout = call.integer_argument(2, "ERR timeout is not an integer or out of range");
  if (!timeout) return;
  if (*timeout < 0) return call.reply.error("ERR timeout is negative");
  // What is too long for a number is over before it begins.
  const bool fits = *timeout < never - call.now;
  pause_clients(call.instance, writes ? Pause::Scope::writes : Pause::Scope::everything,
                fits && *timeout > 0 ? call.now + *timeout : 0);
  call.reply.ok();
}

void unpause(Call& call) {
  end_pause(call.instance);
  call.reply.ok();
}

void no_evict(Call& call) {
  const bool known =
      equals_ignoring_case(call.args[2], "ON") || equals_ignoring_case(call.args[2], "OFF");
  if (!known) return call.syntax_error();
  call.session.evicts_never = equals_ignoring_case(call.args[2], "ON");
  call.reply.ok();
}

// Only ON is answered: whoever asked for silence gets it.
void reply(Call& call) {
  Session& session = call.session;
  if (equals_ignoring_case(call.args[2], "ON")) {
    session.silence.all = false;
    session.silence.interrupted = true;
    call.reply.ok();
  } else if (equals_ignoring_case(call.args[2], "OFF")) {
    session.silence.all = true;
  } else if (equals_ignoring_case(call.args[2], "SKIP")) {
    session.silence.next_one = !session.silence.all;
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
    Command{"CLIENT|KILL", -3, administers, no_keys, kill_those},
    Command{"CLIENT|UNBLOCK", -3, administers, no_keys, unblock},
    Command{"CLIENT|PAUSE", -3, administers, no_keys, pause},
    Command{"CLIENT|UNPAUSE", 2, administers, no_keys, unpause},
    Command{"CLIENT|NO-EVICT", 3, administers, no_keys, no_evict},
    Command{"CLIENT|REPLY", 3, own, no_keys, reply},
};

constexpr std::array family_commands = {
    Command{"CLIENT", -2, no_flags, no_keys, nullptr, subcommands},
};

}  // namespace

std::span<const Command> client_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
