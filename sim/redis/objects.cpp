// OBJECT: how a value is held, and how often it is asked for.
#include <array>
#include <cstdint>
#include <string_view>

#include "sim/redis/encoding.h"
#include "sim/redis/eviction.h"
#include "sim/redis/families.h"

namespace rollcall::sim::redis {
namespace {

// The entry at args[2]; nullptr after the null reply.
const Entry* find_object(Call& call) {
  const Entry* const entry = call.peek_entry(call.args[2]);
  if (entry == nullptr) call.reply.null();
  return entry;
}

void encoding(Call& call) {
  if (const Entry* const entry = find_object(call)) call.reply.bulk(encoding_of(*entry));
}

void refcount(Call& call) {
  const Entry* const entry = find_object(call);
  if (entry == nullptr) return;
  call.reply.integer(refcount_of(*entry, call.instance.config));
}

void idletime(Call& call) {
  const Entry* const entry = find_object(call);
  if (entry == nullptr) return;
  if (is_by_frequency(call.instance.config.maxmemory_policy)) {
    return call.reply.error(
        "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when "
        "switching between policies at runtime LRU and LFU data will take some time to adjust.");
  }
  call.reply.integer(idle_seconds(*entry, call.now));
}

void freq(Call& call) {
  const Entry* const entry = find_object(call);
  if (entry == nullptr) return;
  if (!is_by_frequency(call.instance.config.maxmemory_policy)) {
    return call.reply.error(
        "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note "
        "that when switching between policies at runtime LRU and LFU data will take some time to "
        "adjust.");
  }
  call.reply.integer(access_frequency(call.instance.config, *entry, call.now));
}

void help(Call& call) {
  constexpr std::array<std::string_view, 15> lines = {
      "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
      "ENCODING <key>",
      "    Return the kind of internal representation used in order to store the value",
      "    associated with a <key>.",
      "FREQ <key>",
      "    Return the access frequency index of the <key>. The returned integer is",
      "    proportional to the logarithm of the recent access frequency of the key.",
      "IDLETIME <key>",
      "    Return the idle time of the <key>, that is the approximated number of",
      "    seconds elapsed since the last access to the key.",
      "REFCOUNT <key>",
      "    Return the number of references of the value associated with the specified",
      "    <key>.",
      "HELP",
      "    Prints this help."};
  call.reply.array(lines.size());
  for (const std::string_view line : lines) call.reply.simple(line);
}

constexpr KeyPositions second_key{2, 2, 1};

constexpr std::array subcommands = {
    Command{"OBJECT|ENCODING", 3, Flag::readonly, second_key, encoding},
    Command{"OBJECT|FREQ", 3, Flag::readonly, second_key, freq},
    Command{"OBJECT|IDLETIME", 3, Flag::readonly, second_key, idletime},
    Command{"OBJECT|REFCOUNT", 3, Flag::readonly, second_key, refcount},
    Command{"OBJECT|HELP", 2, Flag::loading | Flag::stale, no_keys, help},
};

constexpr std::array family_commands = {
    Command{"OBJECT", -2, no_flags, no_keys, nullptr, subcommands},
};

}  // namespace

std::span<const Command> object_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
