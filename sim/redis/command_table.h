// All commands that this server knows, by name.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// The command that `args` names, in any case; a subcommand where the command has some. nullptr when
// there is none.
[[nodiscard]] const Command* find_command(Arguments args);

[[nodiscard]] bool has_right_arity(const Command& command, std::size_t words);
// What Redis answers when find_command() finds nothing.
[[nodiscard]] std::string unknown_command_message(Arguments args);
// As in the reply of COMMAND INFO.
[[nodiscard]] std::vector<std::string_view> names_of_flags(const Command& command);
// All commands, without their subcommands, family by family.
[[nodiscard]] std::span<const Command* const> all_commands();
// The keys of a request with the right arity; none at all where the arguments cannot tell.
[[nodiscard]] std::vector<std::string_view> keys_of(const Command& command, Arguments args);
// The first of them, empty when there is none; without making a list of all.
[[nodiscard]] std::string_view first_key(const Command& command, Arguments args);

}  // namespace rollcall::sim::redis
