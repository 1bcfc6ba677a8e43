#include "sim/redis/command.h"

#include <cmath>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

#include "sim/redis/eviction.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

Entry* Call::find_entry_in(std::size_t number, std::string_view key) {
  Entry* const entry = peek_entry_in(number, key);
  if (entry != nullptr) note_access(instance, *entry, now);
  return entry;
}

Entry* Call::peek_entry_in(std::size_t number, std::string_view key) {
  Entry* const entry = instance.keyspace.database(number).find(key);
  if (entry == nullptr || !instance.is_expired(*entry, now)) return entry;
  instance.delete_expired(number, key);
  return nullptr;
}

Entry& Call::entry_at(std::string_view key) {
  Entry& entry = database().at(key);
  note_creation(entry, now);
  return entry;
}

Entry& Call::put(std::size_t number, std::string_view key, Value value, UnixMs expires_at) {
  Entry& entry = instance.keyspace.database(number).put(key, std::move(value), expires_at);
  note_creation(entry, now);
  return entry;
}

String& Call::edit_string(std::string_view key, StringForm form) {
  Entry* const found = find_entry(key);
  Entry& entry = found == nullptr ? entry_at(key) : *found;
  entry.form = form;
  return std::get<String>(entry.value);
}

void Call::modified(std::string_view key, std::uint64_t changes) {
  instance.touch(session.database, key);
  instance.dirty += changes;
}

void Call::changed_in_place(std::string_view key, std::uint64_t changes) {
  instance.touch_watches(session.database, key);
  instance.dirty += changes;
}

void Call::propagate_as(Arguments words) {
  instance.effects.add(session.database, words);
  propagated_ = true;
}

bool Call::wait_for(Arguments keys, UnixMs deadline, Arguments words) {
  if (!session.may_block) return false;
  if (session.blocked) return true;  // served in vain: it waits on, at its old place
  instance.blocked.block(session, {.command = &command,
                                   .words = std::vector<std::string>(words.begin(), words.end()),
                                   .database = session.database,
                                   .keys = std::vector<std::string>(keys.begin(), keys.end()),
                                   .deadline = deadline});
  return true;
}

std::optional<UnixMs> Call::timeout_argument(std::size_t at) {
  const auto seconds = parse_long_double(args[at]);
  if (!seconds) {
    reply.error("ERR timeout is not a float or out of range");
    return std::nullopt;
  }
  const long double ms = std::ceil(*seconds * 1000);
  // What is too large counts as negative (observed on redis-server 7.0.15).
  constexpr auto too_many = static_cast<long double>(std::numeric_limits<std::int64_t>::max());
  if (ms < 0 || ms > too_many) {
    reply.error("ERR timeout is negative");
    return std::nullopt;
  }
  if (ms == 0) return never;
  return add_checked(now, static_cast<std::int64_t>(ms)).value_or(never);
}

void Call::wrong_type() {
  reply.error("WRONGTYPE Operation against a key holding the wrong kind of value");
}

std::string wrong_arity_message(const Command& command) {
  return "ERR wrong number of arguments for '" + lower_case(command.name) + "' command";
}

void Call::wrong_arity() { reply.error(wrong_arity_message(command)); }

void Call::wrong_subcommand() {
  const std::string container(command.name.substr(0, command.name.find('|')));
  reply.error("ERR unknown subcommand or wrong number of arguments for '" +
              std::string(args[1].substr(0, 128)) + "'. Try " + container + " HELP.");
}

std::optional<std::int64_t> Call::integer_argument(std::size_t at, std::string_view error) {
  const auto number = parse_integer(args[at]);
  if (!number) reply.error(error);
  return number;
}

std::optional<std::int64_t> Call::integer_at_least(std::int64_t least, std::size_t at,
                                                   std::string_view error) {
  const auto number = parse_integer(args[at]);
  if (number && *number >= least) return number;
  reply.error(error);
  return std::nullopt;
}

std::optional<std::size_t> Call::database_argument(std::size_t at) {
  const auto number = integer_argument(at);
  if (!number) return std::nullopt;
  if (*number != static_cast<std::int32_t>(*number)) {
    reply.error("ERR value is out of range, value must between -2147483648 and 2147483647");
    return std::nullopt;
  }
  if (*number < 0 || *number >= std::int64_t{Keyspace::database_count}) {
    reply.error("ERR DB index is out of range");
    return std::nullopt;
  }
  return static_cast<std::size_t>(*number);
}

}  // namespace rollcall::sim::redis
