#include "sim/redis/command_table.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "sim/redis/families.h"
#include "sim/redis/numbers.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// Open addressing over the names; immutable once built.
class NameIndex {
 public:
  NameIndex() {
    for (const auto family : {connection_commands(),
                              client_commands(),
                              string_commands(),
                              string_range_commands(),
                              bit_commands(),
                              bit_field_commands(),
                              subsequence_commands(),
                              counter_commands(),
                              key_commands(),
                              key_move_commands(),
                              expiry_commands(),
                              hash_commands(),
                              list_commands(),
                              blocking_list_commands(),
                              list_editing_commands(),
                              set_commands(),
                              set_algebra_commands(),
                              sorted_set_commands(),
                              sorted_set_range_commands(),
                              sorted_set_pop_commands(),
                              sorted_set_algebra_commands(),
                              stream_commands(),
                              stream_reading_commands(),
                              stream_group_commands(),
                              stream_claim_commands(),
                              stream_info_commands(),
                              transaction_commands(),
                              persistence_commands(),
                              pub_sub_commands(),
                              script_commands(),
                              sorting_commands(),
                              cluster_commands(),
                              dump_commands(),
                              function_commands(),
                              server_commands(),
                              object_commands(),
                              debug_commands(),
                              replication_commands(),
                              config_commands(),
                              command_commands()}) {
      for (const Command& command : family) add(command);
    }
  }

  [[nodiscard]] const Command* find(std::string_view name) const {
    for (std::size_t at = place_of(name); slots_[at] != nullptr; at = (at + 1) % slots) {
      if (equals_ignoring_case(slots_[at]->name, name)) return slots_[at];
    }
    return nullptr;
  }
  [[nodiscard]] std::span<const Command* const> all() const { return all_; }

 private:
  static constexpr std::size_t slots = 1024;

  static std::size_t place_of(std::string_view name) {
    std::uint32_t hash = 2166136261;  // FNV-1a
    for (const char c : name) hash = (hash ^ static_cast<unsigned char>(upper(c))) * 16777619;
    return hash % slots;
  }

  void add(const Command& command) {
    std::size_t at = place_of(command.name);
    while (slots_[at] != nullptr) at = (at + 1) % slots;
    slots_[at] = &command;
    all_.push_back(&command);
  }

  std::array<const Command*, slots> slots_{};
  std::vector<const Command*> all_;
};

const NameIndex& index() {
  static const NameIndex names;
  return names;
}

const Command* find_subcommand(const Command& command, std::string_view name) {
  const std::size_t prefix = command.name.size() + 1;  // "CONFIG|"
  for (const Command& subcommand : command.subcommands) {
    if (equals_ignoring_case(subcommand.name.substr(prefix), name)) return &subcommand;
  }
  return nullptr;
}

// The first 128 bytes up to a NUL: what "%.128s" prints.
std::string_view printed(std::string_view word, std::size_t most) {
  word = word.substr(0, most);
  return word.substr(0, word.find('\0'));
}

}  // namespace

namespace {

struct FlagName {
  Flag flag;
  std::string_view name;
};

constexpr std::array flag_names = {
    FlagName{Flag::write, "write"},
    FlagName{Flag::readonly, "readonly"},
    FlagName{Flag::deny_oom, "denyoom"},
    FlagName{Flag::admin, "admin"},
    FlagName{Flag::pub_sub, "pubsub"},
    FlagName{Flag::no_script, "noscript"},
    FlagName{Flag::blocking, "blocking"},
    FlagName{Flag::loading, "loading"},
    FlagName{Flag::stale, "stale"},
    FlagName{Flag::skip_monitor, "skip_monitor"},
    FlagName{Flag::skip_slowlog, "skip_slowlog"},
    FlagName{Flag::fast, "fast"},
    FlagName{Flag::no_auth, "no_auth"},
    FlagName{Flag::no_mandatory_keys, "no_mandatory_keys"},
    FlagName{Flag::no_async_loading, "no_async_loading"},
    FlagName{Flag::no_multi, "no_multi"},
    FlagName{Flag::allow_busy, "allow_busy"},
};

}  // namespace

std::vector<std::string_view> names_of_flags(const Command& command) {
  std::vector<std::string_view> names;
  for (const auto& [flag, name] : flag_names) {
    if (command.flags.has(flag)) names.push_back(name);
  }
  if (command.keys.movable()) names.emplace_back("movablekeys");
  return names;
}

const Command* find_command(Arguments args) {
  const Command* const command = index().find(args[0]);
  if (command == nullptr || command->subcommands.empty() || args.size() < 2) return command;
  return find_subcommand(*command, args[1]);
}

std::span<const Command* const> all_commands() { return index().all(); }

bool has_right_arity(const Command& command, std::size_t words) {
  const auto count = static_cast<std::int64_t>(words);
  if (command.run == nullptr) return false;
  return command.arity >= 0 ? count == command.arity : count >= -command.arity;
}

std::string unknown_command_message(Arguments args) {
  const Command* const container = index().find(args[0]);
  if (container != nullptr) {
    std::string name(container->name);
    return "ERR unknown subcommand '" + std::string(printed(args[1], 128)) + "'. Try " + name +
           " HELP.";
  }
  std::string shown;
  for (std::size_t i = 1; i < args.size() && shown.size() < 128; ++i) {
    const std::size_t most = 128 - shown.size();
    shown += '\'';
    shown += printed(args[i], most);
    shown += "' ";
  }
  return "ERR unknown command '" + std::string(printed(args[0], 128)) +
         "', with args beginning with: " + shown;
}

namespace {

// What follows the argument `numkeys`, as many as it says for C's atoi; nothing when there are not
// so many.
Arguments counted_keys(const KeyPositions& keys, Arguments args) {
  const auto at = static_cast<std::size_t>(keys.numkeys);
  if (at == 0 || at >= args.size()) return {};
  const int count = std::atoi(std::string(args[at]).c_str());
  const auto left = static_cast<std::int64_t>(args.size() - at - 1);
  if (count <= 0 || count > left) return {};
  return args.subspan(at + 1, static_cast<std::size_t>(count));
}

// The names in "... STREAMS name name id id".
Arguments stream_keys(const KeyPositions& keys, Arguments args) {
  if (keys.streams_from == 0) return {};
  for (auto at = static_cast<std::size_t>(keys.streams_from); at < args.size(); ++at) {
    if (!equals_ignoring_case(args[at], "STREAMS")) continue;
    return args.subspan(at + 1, (args.size() - at - 1) / 2);
  }
  return {};
}

// The name in "... STORE name", in which the words of other options do not count.
Arguments stored_key(const Command& command, Arguments args) {
  const KeyPositions& keys = command.keys;
  if (keys.store_from == 0 || !command.flags.has(Flag::write)) return {};
  Arguments found;
  for (auto at = static_cast<std::size_t>(keys.store_from); at + 1 < args.size(); ++at) {
    if (equals_ignoring_case(args[at], "LIMIT")) {
      at += 2;
    } else if (equals_ignoring_case(args[at], "GET") || equals_ignoring_case(args[at], "BY")) {
      ++at;
    } else if (equals_ignoring_case(args[at], "STORE")) {
      found = args.subspan(++at, 1);
    }
  }
  return found;
}

}  // namespace

std::vector<std::string_view> keys_of(const Command& command, Arguments args) {
  const KeyPositions& keys = command.keys;
  const Arguments counted = counted_keys(keys, args);
  if (keys.numkeys > 0 && counted.empty()) return {};
  std::vector<std::string_view> found;
  if (keys.first > 0) {
    const auto size = static_cast<int>(args.size());
    const int last = keys.last < 0 ? size + keys.last : keys.last;
    for (int at = keys.first; at <= last && at < size; at += keys.step) {
      found.push_back(args[static_cast<std::size_t>(at)]);
    }
  }
  // A count in another form is left to a function that names the destination last.
  const bool last_first =
      !counted.empty() && !parse_integer(args[static_cast<std::size_t>(keys.numkeys)]);
  found.insert(last_first ? found.begin() : found.end(), counted.begin(), counted.end());
  for (const Arguments more : {stream_keys(keys, args), stored_key(command, args)}) {
    found.insert(found.end(), more.begin(), more.end());
  }
  return found;
}

std::string_view first_key(const Command& command, Arguments args) {
  const KeyPositions& keys = command.keys;
  // SUNSUBSCRIBE may come without.
  const auto first = static_cast<std::size_t>(std::max(keys.first, 0));
  if (first > 0) return first < args.size() ? args[first] : std::string_view();
  for (const Arguments more : {counted_keys(keys, args), stream_keys(keys, args)}) {
    if (!more.empty()) return more.front();
  }
  return {};
}

}  // namespace rollcall::sim::redis
