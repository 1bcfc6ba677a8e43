// Commands on the connection itself.
#include <array>
#include <optional>

#include "sim/redis/client_name.h"
#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"
#include "sim/redis/transaction.h"
#include "sim/redis/version.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view wrong_password =
    "WRONGPASS invalid username-password pair or user is disabled.";

void ping(Call& call) {
  if (call.args.size() > 2) return call.wrong_arity();
  if (call.session.only_listens()) {
    call.reply.array(2);
    call.reply.bulk("pong");
    return call.reply.bulk(call.args.size() == 2 ? call.args[1] : "");
  }
  if (call.args.size() == 2) return call.reply.bulk(call.args[1]);
  call.reply.simple("PONG");
}

void echo(Call& call) { call.reply.bulk(call.args[1]); }

void quit(Call& call) {
  call.session.closing = true;
  call.reply.ok();
}

// The only user is "default"; without a password set, it takes any.
bool is_right_password(const Call& call, std::string_view user, std::string_view password) {
  const std::string& wanted = call.instance.config.requirepass;
  return user == "default" && (wanted.empty() || password == wanted);
}

void auth(Call& call) {
  if (call.args.size() > 3) return call.syntax_error();
  const bool named = call.args.size() == 3;
  if (!named && call.instance.config.requirepass.empty()) {
    return call.reply.error(
        "ERR AUTH <password> called without any password configured for the default user. Are you "
        "sure your configuration is correct?");
  }
  const std::string_view user = named ? call.args[1] : "default";
  if (!is_right_password(call, user, call.args.back())) return call.reply.error(wrong_password);
  call.session.authenticated = true;
  call.reply.ok();
}

// What HELLO asks for besides the protocol.
struct Greeting {
  std::optional<std::string_view> name;
  std::optional<std::pair<std::string_view, std::string_view>> login;
};

std::optional<Greeting> parse_greeting(Call& call) {
  Greeting greeting;
  for (std::size_t at = 2; at < call.args.size(); ++at) {
    const std::string_view option = call.args[at];
    const std::size_t more = call.args.size() - at - 1;
    if (more >= 2 && equals_ignoring_case(option, "AUTH")) {
      greeting.login = {call.args[at + 1], call.args[at + 2]};
      at += 2;
    } else if (more >= 1 && equals_ignoring_case(option, "SETNAME")) {
      if (!is_valid_client_name(call.args[at + 1])) {
        call.reply.error(invalid_client_name);
        return std::nullopt;
      }
      greeting.name = call.args[at + 1];
      ++at;
    } else {
      call.reply.error("ERR Syntax error in HELLO option '" + std::string(option) + "'");
      return std::nullopt;
    }
  }
  return greeting;
}

void reply_hello(Call& call) {
  Reply reply(call.reply.buffer(), call.session.protocol);  // which is the new one
  reply.map(7);
  const auto text = [&](std::string_view name, std::string_view value) {
    reply.bulk(name);
    reply.bulk(value);
  };
  text("server", "redis");
  text("version", redis_version);
  reply.bulk("proto");
  reply.integer(static_cast<std::int64_t>(call.session.protocol));
  reply.bulk("id");
  reply.integer(static_cast<std::int64_t>(call.session.id));
  text("mode", "standalone");
  text("role", call.instance.conditions.replica ? "replica" : "master");
  reply.bulk("modules");
  reply.array(0);
}

// The protocol in args[1], or the one that is spoken; nothing after an error reply.
std::optional<Protocol> parse_protocol(Call& call) {
  if (call.args.size() < 2) return call.session.protocol;
  const auto version =
      call.integer_argument(1, "ERR Protocol version is not an integer or out of range");
  if (!version) return std::nullopt;
  for (const Protocol protocol : {Protocol::resp2, Protocol::resp3}) {
    if (*version == static_cast<std::int64_t>(protocol)) return protocol;
  }
  call.reply.error("NOPROTO unsupported protocol version");
  return std::nullopt;
}

void hello(Call& call) {
  const auto protocol = parse_protocol(call);
  if (!protocol) return;
  const auto greeting = parse_greeting(call);
  if (!greeting) return;
  if (greeting->login) {
    const auto& [user, password] = *greeting->login;
    if (!is_right_password(call, user, password)) return call.reply.error(wrong_password);
    call.session.authenticated = true;
  }
  if (!call.session.authenticated) {
    return call.reply.error(
        "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
        "AUTH <user> <pass> option can be used to authenticate the client and select the "
        "RESP protocol version at the same time");
  }
  call.session.protocol = *protocol;
  if (greeting->name) call.session.name = *greeting->name;
  reply_hello(call);
}

void select(Call& call) {
  const auto number = call.database_argument(1);
  if (!number) return;
  call.session.database = *number;
  call.reply.ok();
}

void reset(Call& call) {
  discard_transaction(call.instance, call.session);
  call.instance.pub_sub.unsubscribe_all(call.session);
  call.session.database = 0;
  call.session.protocol = Protocol::resp2;
  call.session.name.clear();
  call.session.silence.all = call.session.silence.next_one = false;
  call.session.authenticated = call.instance.config.requirepass.empty();
  call.reply.simple("RESET");
}

constexpr Flags at_any_time = Flag::loading | Flag::stale;
constexpr Flags own = at_any_time | Flag::no_script;
constexpr Flags before_login = own | Flag::fast | Flag::no_auth | Flag::allow_busy;

constexpr std::array family_commands = {
    Command{"PING", -1, Flag::fast, no_keys, ping},
    Command{"ECHO", 2, at_any_time | Flag::fast, no_keys, echo},
    Command{"QUIT", -1, before_login | Flag::unqueued, no_keys, quit},
    Command{"AUTH", -2, before_login, no_keys, auth},
    Command{"HELLO", -1, before_login, no_keys, hello},
    Command{"SELECT", 2, at_any_time | Flag::fast, no_keys, select},
    Command{"RESET", 1, before_login | Flag::unqueued, no_keys, reset},
};

}  // namespace

std::span<const Command> connection_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
