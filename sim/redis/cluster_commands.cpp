// CLUSTER, of a server that is in none.
#include <array>

#include "sim/redis/families.h"

namespace rollcall::sim::redis {
namespace {

void refuse(Call& call) { call.reply.error("ERR This instance has cluster support disabled"); }

constexpr std::array subcommands = {
    Command{"CLUSTER|INFO", 2, Flag::stale, no_keys, refuse},
    Command{"CLUSTER|KEYSLOT", 3, Flag::stale, no_keys, refuse},
    Command{"CLUSTER|MYID", 2, Flag::stale, no_keys, refuse},
    Command{"CLUSTER|NODES", 2, Flag::stale, no_keys, refuse},
    Command{"CLUSTER|RESET", -2, Flag::admin | Flag::no_script | Flag::stale, no_keys, refuse},
    Command{"CLUSTER|SHARDS", 2, Flag::stale, no_keys, refuse},
    Command{"CLUSTER|SLOTS", 2, Flag::stale, no_keys, refuse},
};

constexpr std::array family_commands = {
    Command{"CLUSTER", -2, no_flags, no_keys, nullptr, subcommands},
};

}  // namespace

std::span<const Command> cluster_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
