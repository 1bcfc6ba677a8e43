// All commands that this server knows, by name.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

// The command that `args` names, in any case; a subcommand where the command has some. nullptr when
// there is none.
[[nodiscard]] const Command* find_command(Arguments args);
[[nodiscard]] std::size_t command_count();

[[nodiscard]] bool has_right_arity(const Command& command, std::size_t words);
// What Redis answers when find_command() finds nothing.
[[nodiscard]] std::string unknown_command_message(Arguments args);
// The first key of a request with the right arity; empty when the command has none.
[[nodiscard]] std::string_view first_key(const Command& command, Arguments args);

}  // namespace rollcall::sim::redis
