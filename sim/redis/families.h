// The commands, family by family. Each family declares its rows beside the functions they name;
// command_table.cpp joins them.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/redis/command.h"

namespace rollcall::sim::redis {

[[nodiscard]] std::span<const Command> connection_commands();
[[nodiscard]] std::span<const Command> client_commands();
[[nodiscard]] std::span<const Command> string_commands();
[[nodiscard]] std::span<const Command> string_range_commands();
[[nodiscard]] std::span<const Command> bit_commands();
[[nodiscard]] std::span<const Command> bit_field_commands();
[[nodiscard]] std::span<const Command> subsequence_commands();
[[nodiscard]] std::span<const Command> counter_commands();
[[nodiscard]] std::span<const Command> key_commands();
[[nodiscard]] std::span<const Command> key_move_commands();
[[nodiscard]] std::span<const Command> expiry_commands();
[[nodiscard]] std::span<const Command> cluster_commands();
[[nodiscard]] std::span<const Command> dump_commands();
[[nodiscard]] std::span<const Command> function_commands();
[[nodiscard]] std::span<const Command> hash_commands();
[[nodiscard]] std::span<const Command> list_commands();
[[nodiscard]] std::span<const Command> list_editing_commands();
[[nodiscard]] std::span<const Command> blocking_list_commands();
[[nodiscard]] std::span<const Command> set_commands();
[[nodiscard]] std::span<const Command> set_algebra_commands();
[[nodiscard]] std::span<const Command> sorted_set_commands();
[[nodiscard]] std::span<const Command> sorted_set_range_commands();
[[nodiscard]] std::span<const Command> sorted_set_pop_commands();
[[nodiscard]] std::span<const Command> sorted_set_algebra_commands();
[[nodiscard]] std::span<const Command> sorting_commands();
[[nodiscard]] std::span<const Command> stream_commands();
[[nodiscard]] std::span<const Command> stream_reading_commands();
[[nodiscard]] std::span<const Command> stream_group_commands();
[[nodiscard]] std::span<const Command> stream_claim_commands();
[[nodiscard]] std::span<const Command> stream_info_commands();
[[nodiscard]] std::span<const Command> transaction_commands();
[[nodiscard]] std::span<const Command> persistence_commands();
[[nodiscard]] std::span<const Command> pub_sub_commands();
[[nodiscard]] std::span<const Command> script_commands();
[[nodiscard]] std::span<const Command> server_commands();
[[nodiscard]] std::span<const Command> object_commands();
[[nodiscard]] std::span<const Command> debug_commands();
// What may stand behind DEBUG.
[[nodiscard]] std::vector<std::string_view> debug_forms();
[[nodiscard]] std::span<const Command> replication_commands();
[[nodiscard]] std::span<const Command> config_commands();
[[nodiscard]] std::span<const Command> command_commands();

}  // namespace rollcall::sim::redis
