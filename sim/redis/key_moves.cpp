// Commands that bring what a key holds to another key or database.
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// A key of one of the databases.
struct Place {
  std::size_t database;
  std::string_view key;

  bool operator==(const Place&) const = default;
};

Database& database_of(Call& call, const Place& place) {
  return call.instance.keyspace.database(place.database);
}

bool is_there(Call& call, const Place& place) {
  return call.find_entry_in(place.database, place.key) != nullptr;
}

// What is at `from`, which is there, replaces what is at `to`.
void move(Call& call, const Place& from, const Place& to) {
  Entry& source = *database_of(call, from).find(from.key);
  const UnixMs expires_at = source.expires_at;
  const StringForm form = source.form;
  Value value = std::move(source.value);
  database_of(call, from).erase(from.key);
  call.put(to.database, to.key, std::move(value), expires_at).form = form;
  call.instance.touch(from.database, from.key);
  call.instance.touch(to.database, to.key);
  ++call.instance.dirty;
}

void rename(Call& call) {
  const Place from{call.session.database, call.args[1]};
  const Place to{call.session.database, call.args[2]};
  if (!is_there(call, from)) return call.reply.error("ERR no such key");
  if (from != to) {
    static_cast<void>(is_there(call, to));
    move(call, from, to);
  }
  call.reply.ok();
}

void renamenx(Call& call) {
  const Place from{call.session.database, call.args[1]};
  const Place to{call.session.database, call.args[2]};
  if (!is_there(call, from)) return call.reply.error("ERR no such key");
  const bool free = !is_there(call, to);
  if (free) move(call, from, to);
  call.reply.integer(free ? 1 : 0);
}

constexpr std::string_view same_object = "ERR source and destination objects are the same";

void move_command(Call& call) {
  const auto number = call.database_argument(2);
  if (!number) return;
  const Place from{call.session.database, call.args[1]};
  const Place to{*number, call.args[1]};
  if (from == to) return call.reply.error(same_object);
  const bool possible = is_there(call, from) && !is_there(call, to);
  if (possible) move(call, from, to);
  call.reply.integer(possible ? 1 : 0);
}

struct CopyOptions {
  std::size_t database;
  bool replace = false;
};

std::optional<CopyOptions> parse_copy_options(Call& call) {
  CopyOptions options{call.session.database};
  for (std::size_t at = 3; at < call.args.size(); ++at) {
    if (equals_ignoring_case(call.args[at], "REPLACE")) {
      options.replace = true;
    } else if (equals_ignoring_case(call.args[at], "DB") && at + 1 < call.args.size()) {
      const auto number = call.database_argument(++at);
      if (!number) return std::nullopt;
      options.database = *number;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  return options;
}

void copy(Call& call) {
  const auto options = parse_copy_options(call);
  if (!options) return;
  const Place from{call.session.database, call.args[1]};
  const Place to{options->database, call.args[2]};
  if (from == to) return call.reply.error(same_object);
  if (!is_there(call, from) || (is_there(call, to) && !options->replace)) {
    return call.reply.integer(0);
  }
  const Entry& source = *database_of(call, from).find(from.key);
  const StringForm form = source.form;
  Value value = copy_of(source.value);
  call.put(to.database, to.key, std::move(value), source.expires_at).form = form;
  call.instance.touch(to.database, to.key);
  ++call.instance.dirty;
  call.reply.integer(1);
}

// Of SWAPDB, which looks at their range only after both have been read.
std::optional<std::int64_t> swapped_argument(Call& call, std::size_t at, std::string_view error) {
  const auto number = parse_integer(call.args[at]);
  if (number && *number == static_cast<std::int32_t>(*number)) return number;
  call.reply.error(error);
  return std::nullopt;
}

void swap_databases(Call& call, std::size_t first, std::size_t second) {
  Instance& instance = call.instance;
  Database& one = instance.keyspace.database(first);
  Database& other = instance.keyspace.database(second);
  const auto is_expired = [&](const Entry& entry) { return instance.is_expired(entry, call.now); };
  instance.watches.replace_all(first, one, other, is_expired);
  instance.watches.replace_all(second, other, one, is_expired);
  std::swap(one, other);
  // Those who wait see what the other database had there.
  for (const std::size_t number : {first, second}) {
    instance.keyspace.database(number).keys().for_each(
        [&](std::string_view key, const Entry& entry) {
          instance.blocked.touch(number, key, &entry.value);
        });
  }
}

void swapdb(Call& call) {
  const auto first = swapped_argument(call, 1, "ERR invalid first DB index");
  if (!first) return;
  const auto second = swapped_argument(call, 2, "ERR invalid second DB index");
  if (!second) return;
  constexpr auto count = std::int64_t{Keyspace::database_count};
  if (*first < 0 || *first >= count || *second < 0 || *second >= count) {
    return call.reply.error("ERR DB index is out of range");
  }
  if (*first != *second) {
    swap_databases(call, static_cast<std::size_t>(*first), static_cast<std::size_t>(*second));
  }
  ++call.instance.dirty;
  call.reply.ok();
}

constexpr Flags moves_fast = Flag::write | Flag::fast;

constexpr std::array family_commands = {
    Command{"RENAME", 3, Flag::write, two_keys, rename},
    Command{"RENAMENX", 3, moves_fast, two_keys, renamenx},
    Command{"MOVE", 3, moves_fast, one_key, move_command},
    Command{"COPY", -3, Flag::write | Flag::deny_oom, two_keys, copy},
    Command{"SWAPDB", 3, moves_fast, no_keys, swapdb},
};

}  // namespace

std::span<const Command> key_move_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
