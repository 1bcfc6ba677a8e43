#include "sim/redis/command.h"

#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {

Entry* Call::find_entry(std::string_view key) {
  Entry* const entry = database().find(key);
  if (entry == nullptr || !instance.is_expired(*entry, now)) return entry;
  instance.delete_expired(session.database, key);
  return nullptr;
}

void Call::modified(std::string_view key, std::uint64_t changes) {
  instance.touch(session.database, key);
  instance.dirty += changes;
}

void Call::propagate_as(Arguments words) {
  instance.effects.add(session.database, words);
  propagated_ = true;
}

void Call::wrong_type() {
  reply.error("WRONGTYPE Operation against a key holding the wrong kind of value");
}

std::string wrong_arity_message(const Command& command) {
  return "ERR wrong number of arguments for '" + lower_case(command.name) + "' command";
}

void Call::wrong_arity() { reply.error(wrong_arity_message(command)); }

std::optional<std::int64_t> Call::integer_argument(std::size_t at, std::string_view error) {
  const auto number = parse_integer(args[at]);
  if (!number) reply.error(error);
  return number;
}

}  // namespace rollcall::sim::redis
