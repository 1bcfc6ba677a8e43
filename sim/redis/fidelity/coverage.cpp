#include "sim/redis/fidelity/coverage.h"

#include <algorithm>
#include <initializer_list>

#include "sim/redis/command_table.h"
#include "sim/redis/families.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view no_cluster = "a server that is in no cluster refuses it";

constexpr std::string_view nothing_to_kill =
    "no script here runs for so long; tools/busy_scripts_test.py compares servers that are busy";

constexpr std::string_view stream_follows =
    "where it succeeds there follow a snapshot and a stream, which tools/redis_replicas_test.py "
    "compares";

constexpr Exemption table[] = {
    {"SHUTDOWN", "what it answers are refusals: where it does as it is told, it is silent"},
    {"CONFIG|REWRITE", "a model is started from no file, and refuses as a Redis without one does"},
    {"PSYNC", stream_follows},
    {"WAIT",
     "nobody follows these servers; tools/redis_replicas_test.py compares it with replicas"},
    {"SYNC", stream_follows},
    {"SCRIPT|KILL", nothing_to_kill},
    {"FUNCTION|KILL", nothing_to_kill},
    {"DEBUG|ERROR", "it answers with the error that it is asked for"},
    {"CLUSTER|INFO", no_cluster},
    {"CLUSTER|KEYSLOT", no_cluster},
    {"CLUSTER|MYID", no_cluster},
    {"CLUSTER|NODES", no_cluster},
    {"CLUSTER|RESET", no_cluster},
    {"CLUSTER|SHARDS", no_cluster},
    {"CLUSTER|SLOTS", no_cluster},
};

bool is_one_of(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::ranges::any_of(
      names, [&](std::string_view candidate) { return equals_ignoring_case(name, candidate); });
}

// Zero is what counts come to where nothing was found or done; only places begin with it. Times,
// places and LINSERT say the same below zero, where other numbers have been counted down to.
bool says_nothing(const Words& words, std::string_view number) {
  const bool is_place = is_one_of(words[0], {"BITPOS", "LPOS", "ZRANK", "ZREVRANK"});
  const bool is_time = is_one_of(words[0], {"TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"});
  if (number.starts_with('-')) return is_place || is_time || is_one_of(words[0], {"LINSERT"});
  return number == "0" && !is_place;
}

bool is_exempted(std::string_view row) {
  return std::ranges::any_of(table, [&](const Exemption& one) { return one.row == row; });
}

// Not subcommands in Redis's own table, but as different from each other.
bool has_forms(const Command& command) { return command.name == "DEBUG"; }

void add_rows(const Command& command, std::vector<std::string>& rows) {
  if (has_forms(command)) {
    for (const std::string_view form : debug_forms()) rows.push_back("DEBUG|" + std::string(form));
  } else if (command.run != nullptr) {
    rows.emplace_back(command.name);
  }
  for (const Command& subcommand : command.subcommands) add_rows(subcommand, rows);
}

}  // namespace

std::string row_of(const Words& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  const Command* const command = find_command(views);
  if (command == nullptr || command->run == nullptr) return "?";
  if (!has_forms(*command)) return std::string(command->name);
  if (words.size() > 1) {
    for (const std::string_view form : debug_forms()) {
      if (equals_ignoring_case(form, words[1])) return "DEBUG|" + std::string(form);
    }
  }
  return "?";
}

std::vector<std::string> all_rows() {
  std::vector<std::string> rows;
  for (const Command* const command : all_commands()) add_rows(*command, rows);
  return rows;
}

bool has_content(const Words& words, const RespNode& reply) {
  if (reply.type == '-' || reply.type == '_') return false;
  if (!reply.items.empty()) {
    return std::ranges::any_of(reply.items,
                               [&](const RespNode& item) { return has_content(words, item); });
  }
  if (reply.type == ':') return !says_nothing(words, reply.text);
  return !reply.text.empty();
}

std::span<const Exemption> exemptions() { return table; }

Shortfall shortfall_of(const Tally& tally) {
  Shortfall shortfall;
  for (const std::string& row : all_rows()) {
    const auto found = tally.commands.find(row);
    if (found == tally.commands.end()) {
      shortfall.never_run.push_back(row);
      continue;
    }
    const CommandTally& counts = found->second;
    const bool suffices = counts.useful * 100 >= counts.ran * useful_percent_min;
    if (!suffices && !is_exempted(row)) shortfall.below.push_back(row);
  }
  return shortfall;
}

}  // namespace rollcall::sim::redis
