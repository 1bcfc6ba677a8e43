// COMMAND: what the server knows about its commands.
//
// As in Redis, but for the categories of ACLs that come from a command's family, for the tips, key
// specifications and documents, which are left out.
#include <algorithm>
#include <array>
#include <string>

#include "sim/redis/command_table.h"
#include "sim/redis/families.h"
#include "sim/redis/glob.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

using Names = std::vector<std::string_view>;

// Those that follow from the flags.
Names categories_of(Flags flags) {
  Names names;
  if (flags.has(Flag::readonly)) names.emplace_back("read");
  if (flags.has(Flag::write)) names.emplace_back("write");
  if (flags.has(Flag::admin)) names.emplace_back("admin");
  names.emplace_back(flags.has(Flag::fast) ? "fast" : "slow");
  if (flags.has(Flag::blocking)) names.emplace_back("blocking");
  if (flags.has(Flag::admin)) names.emplace_back("dangerous");
  return names;
}

void reply_about(Reply& reply, const Command& command) {
  reply.array(10);
  reply.bulk(lower_case(command.name));
  reply.integer(command.arity);
  const Names flags = names_of_flags(command);
  reply.set(flags.size());
  for (const std::string_view name : flags) reply.simple(name);
  for (const int position : {command.keys.first, command.keys.last, command.keys.step}) {
    reply.integer(position);
  }
  const Names categories = categories_of(command.flags);
  reply.set(categories.size());
  for (const std::string_view name : categories) reply.simple("@" + std::string(name));
  reply.set(0);
  reply.set(0);
  command.subcommands.empty() ? reply.set(0) : reply.array(command.subcommands.size());
  for (const Command& subcommand : command.subcommands) reply_about(reply, subcommand);
}

// "get", or "config|get"; nullptr when there is none.
const Command* find_by_name(std::string_view name) {
  const std::size_t bar = name.find('|');
  const std::string_view words[] = {name.substr(0, bar),
                                    bar == name.npos ? "" : name.substr(bar + 1)};
  const Arguments request(words, bar == name.npos ? 1U : 2U);
  const Command* const command = find_command(request);
  const bool is_subcommand = command != nullptr && command->name.find('|') != name.npos;
  return is_subcommand == (bar != name.npos) ? command : nullptr;
}

void all(Call& call) {
  const auto commands = all_commands();
  call.reply.array(commands.size());
  for (const Command* const command : commands) reply_about(call.reply, *command);
}

void info(Call& call) {
  if (call.args.size() == 2) return all(call);
  call.reply.array(call.args.size() - 2);
  for (const std::string_view name : call.args.subspan(2)) {
    const Command* const command = find_by_name(name);
    if (command == nullptr) {
      call.reply.null();
    } else {
      reply_about(call.reply, *command);
    }
  }
}

void count(Call& call) { call.reply.integer(static_cast<std::int64_t>(all_commands().size())); }

// Of documents there are the names only.
void docs(Call& call) {
  std::vector<const Command*> commands;
  for (const std::string_view name : call.args.subspan(2)) {
    if (const Command* const command = find_by_name(name)) commands.push_back(command);
  }
  if (call.args.size() == 2) commands.assign(all_commands().begin(), all_commands().end());
  call.reply.map(commands.size());
  for (const Command* const command : commands) {
    call.reply.bulk(lower_case(command->name));
    call.reply.map(0);
  }
}

template <class Wanted>
void reply_names(Call& call, Wanted wanted) {
  std::vector<std::string> names;
  const auto add = [&](const Command& command) {
    if (wanted(command)) names.push_back(lower_case(command.name));
  };
  for (const Command* const command : all_commands()) {
    add(*command);
    for (const Command& subcommand : command->subcommands) add(subcommand);
  }
  call.reply.array(names.size());
  for (const std::string& name : names) call.reply.bulk(name);
}

// COMMAND LIST [FILTERBY PATTERN pattern|ACLCAT category|MODULE name]
void list(Call& call) {
  const Arguments args = call.args;
  if (args.size() == 2) return reply_names(call, [](const Command&) { return true; });
  if (args.size() != 5 || !equals_ignoring_case(args[2], "FILTERBY")) return call.syntax_error();
  const std::string wanted = lower_case(args[4]);
  if (equals_ignoring_case(args[3], "PATTERN")) {
    return reply_names(call, [&](const Command& command) {
      return glob_matches(wanted, lower_case(command.name));
    });
  }
  if (equals_ignoring_case(args[3], "ACLCAT")) {
    return reply_names(call, [&](const Command& command) {
      const Names categories = categories_of(command.flags);
      return std::ranges::find(categories, wanted) != categories.end();
    });
  }
  if (!equals_ignoring_case(args[3], "MODULE")) return call.syntax_error();
  call.reply.array(0);
}

void getkeys(Call& call) {
  const Arguments request = call.args.subspan(2);
  const Command* const command = find_command(request);
  if (command == nullptr) return call.reply.error("ERR Invalid command specified");
  const KeyPositions& at = command->keys;
  if (at.are_channels || (at.first == 0 && !at.movable())) {
    return call.reply.error("ERR The command has no key arguments");
  }
  if (!has_right_arity(*command, request.size())) {
    return call.reply.error("ERR Invalid number of arguments specified for command");
  }
  const auto keys = keys_of(*command, request);
  if (keys.empty() && !command->flags.has(Flag::no_mandatory_keys)) {
    return call.reply.error("ERR Invalid arguments specified for command");
  }
  call.reply.array(keys.size());
  for (const std::string_view key : keys) call.reply.bulk(key);
}

constexpr Flags at_any_time = Flag::loading | Flag::stale;

constexpr std::array subcommands = {
    Command{"COMMAND|COUNT", 2, at_any_time, no_keys, count},
    Command{"COMMAND|INFO", -2, at_any_time, no_keys, info},
    Command{"COMMAND|DOCS", -2, at_any_time, no_keys, docs},
    Command{"COMMAND|LIST", -2, at_any_time, no_keys, list},
    Command{"COMMAND|GETKEYS", -4, at_any_time, no_keys, getkeys},
};

constexpr std::array family_commands = {
    Command{"COMMAND", -1, at_any_time, no_keys, all, subcommands},
};

}  // namespace

std::span<const Command> command_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
