// Consumer groups of streams: XGROUP, XACK.
#include <array>
#include <optional>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/stream_arguments.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void wrong_subcommand(Call& call) {
  call.reply.error("ERR unknown subcommand or wrong number of arguments for '" +
                   std::string(call.args[1]) + "'. Try XGROUP HELP.");
}

struct GroupOptions {
  bool make_stream = false;                  // MKSTREAM
  std::optional<std::int64_t> entries_read;  // ENTRIESREAD
};

// What follows the id of XGROUP CREATE and SETID.
std::optional<GroupOptions> parse_options(Call& call, bool creates) {
  GroupOptions options;
  for (std::size_t at = 5; at < call.args.size(); ++at) {
    if (creates && equals_ignoring_case(call.args[at], "MKSTREAM")) {
      options.make_stream = true;
    } else if (equals_ignoring_case(call.args[at], "ENTRIESREAD") && at + 1 < call.args.size()) {
      const auto number = call.integer_argument(++at);
      if (!number) return std::nullopt;
      if (*number < -1) {
        call.reply.error("ERR value for ENTRIESREAD must be positive or -1");
        return std::nullopt;
      }
      options.entries_read = *number == -1 ? std::nullopt : number;
    } else {
      wrong_subcommand(call);
      return std::nullopt;
    }
  }
  return options;
}

// The stream in args[2]; nullptr after an error reply.
Stream* existing_stream(Call& call) {
  const auto stream = call.find<Stream>(call.args[2]);
  if (!stream) return nullptr;
  if (*stream == nullptr) {
    call.reply.error(
        "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to "
        "use the MKSTREAM option to create an empty stream automatically.");
  }
  return *stream;
}

// The group args[3] of that stream; nullptr after an error reply.
StreamGroup* existing_group(Call& call) {
  Stream* const stream = existing_stream(call);
  if (stream == nullptr) return nullptr;
  const auto group = stream->groups.find(call.args[3]);
  if (group != stream->groups.end()) return &group->second;
  no_such_group_of_key(call, call.args[2], call.args[3]);
  return nullptr;
}

void create(Call& call) {
  const auto options = parse_options(call, true);
  if (!options) return;
  auto found = call.find<Stream>(call.args[2]);
  if (!found) return;
  if (*found == nullptr && !options->make_stream) {
    static_cast<void>(existing_stream(call));
    return;
  }
  if (call.args.size() > 8) return wrong_subcommand(call);
  std::optional<StreamId> id = *found ? (*found)->last_id : lowest_id;
  if (call.args[4] != "$") id = id_argument(call, 4);
  if (!id) return;
  if (*found == nullptr) {
    found = call.find_or_create<Stream>(call.args[2]);
    call.modified(call.args[2], 0);
  }
  const auto [group, fresh] = (*found)->groups.try_emplace(std::string(call.args[3]));
  if (!fresh) return call.reply.error("BUSYGROUP Consumer Group name already exists");
  group->second.last_id = *id;
  group->second.entries_read = options->entries_read;
  changed_unseen(call);
  call.reply.ok();
}

void set_id(Call& call) {
  const auto options = parse_options(call, false);
  if (!options) return;
  StreamGroup* const group = existing_group(call);
  if (group == nullptr) return;
  if (call.args.size() > 7) return wrong_subcommand(call);
  std::optional<StreamId> id;
  if (call.args[4] == "$") {
    id = (*call.find<Stream>(call.args[2]))->last_id;
  } else {
    id = first_id_argument(call, 4);
  }
  if (!id) return;
  group->last_id = *id;
  group->entries_read = options->entries_read;
  changed_unseen(call);
  call.reply.ok();
}

// Those who wait for the group's entries are told that they wait in vain.
void destroy(Call& call) {
  Stream* const stream = existing_stream(call);
  if (stream == nullptr) return;
  const auto group = stream->groups.find(call.args[3]);
  if (group == stream->groups.end()) return call.reply.integer(0);
  stream->groups.erase(group);
  changed_unseen(call);
  call.instance.blocked.touch(call.session.database, call.args[2], nullptr);
  call.reply.integer(1);
}

void create_consumer(Call& call) {
  StreamGroup* const group = existing_group(call);
  if (group == nullptr) return;
  const bool there = group->consumers.contains(call.args[4]);
  if (!there) {
    group->see(call.args[4], call.now);
    changed_unseen(call);
  }
  call.reply.integer(there ? 0 : 1);
}

void delete_consumer(Call& call) {
  StreamGroup* const group = existing_group(call);
  if (group == nullptr) return;
  const auto pending = group->erase_consumer(call.args[4]);
  if (pending) changed_unseen(call);
  call.reply.integer(static_cast<std::int64_t>(pending.value_or(0)));
}

void group_help(Call& call) {
  constexpr std::array lines = {
      "XGROUP <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "CREATE <key> <groupname> <id|$> [option]",
      "    Create a new consumer group. Options are:",
      "    * MKSTREAM",
      "      Create the empty stream if it does not exist.",
      "    * ENTRIESREAD entries_read",
      "      Set the group's entries_read counter (internal use).",
      "CREATECONSUMER <key> <groupname> <consumer>",
      "    Create a new consumer in the specified group.",
      "DELCONSUMER <key> <groupname> <consumer>",
      "    Remove the specified consumer.",
      "DESTROY <key> <groupname>",
      "    Remove the specified group.",
      "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
      "    Set the current group ID and entries_read counter.",
      "HELP",
      "    Prints this help.",
  };
  call.reply.array(lines.size());
  for (const char* const line : lines) call.reply.simple(line);
}

void xack(Call& call) {
  const auto place = find_group(call, call.args[1], call.args[2]);
  if (!place) return;
  if (place->group == nullptr) return call.reply.integer(0);
  const auto ids = id_arguments(call, 3);
  if (!ids) return;
  std::uint64_t acknowledged = 0;
  for (const StreamId id : *ids) acknowledged += place->group->acknowledge(id) ? 1 : 0;
  changed_unseen(call, acknowledged);
  call.reply.integer(static_cast<std::int64_t>(acknowledged));
}

constexpr KeyPositions second_key{2, 2, 1};
constexpr Flags grows = Flag::write | Flag::deny_oom;

constexpr std::array xgroup_subcommands = {
    Command{"XGROUP|CREATE", -5, grows, second_key, create},
    Command{"XGROUP|SETID", -5, Flag::write, second_key, set_id},
    Command{"XGROUP|DESTROY", 4, Flag::write, second_key, destroy},
    Command{"XGROUP|CREATECONSUMER", 5, grows, second_key, create_consumer},
    Command{"XGROUP|DELCONSUMER", 5, Flag::write, second_key, delete_consumer},
    Command{"XGROUP|HELP", 2, Flag::loading | Flag::stale, no_keys, group_help},
};

constexpr std::array family_commands = {
    Command{"XGROUP", -2, Flags(0), no_keys, nullptr, xgroup_subcommands},
    Command{"XACK", -4, Flag::write | Flag::fast, one_key, xack},
};

}  // namespace

std::span<const Command> stream_group_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
