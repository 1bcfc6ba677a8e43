#include "sim/redis/refusals.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "sim/redis/command_table.h"
#include "sim/redis/declared_flags.h"
#include "sim/redis/eviction.h"
#include "sim/redis/script_run.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view out_of_memory =
    "OOM command not allowed when used memory > 'maxmemory'.";
constexpr std::string_view snapshot_failed =
    "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to "
    "disk. Commands that may modify the data set are disabled, because this instance is configured "
    "to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error "
    "option). Please check the Redis logs for details about the RDB error.";
constexpr std::string_view append_failed = "MISCONF Errors writing to the AOF file: ";
constexpr std::string_view too_few_replicas = "NOREPLICAS Not enough good replicas to write.";
constexpr std::string_view read_only = "READONLY You can't write against a read only replica.";
constexpr std::string_view master_down =
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.";
constexpr std::string_view stale_in_script = "ERR Can not execute the command on a stale replica";
constexpr std::string_view loading = "LOADING Redis is loading the dataset in memory";

// What a request may do: EXEC all that it has queued.
struct Demands {
  bool write;
  bool replicate;
  bool deny_oom;
  bool stale;
  bool loading;
};

Demands demands_of_one(Instance& instance, const Command& command, Arguments args) {
  const Flags flags = command.flags;
  Demands demands{.write = flags.has(Flag::write),
                  .replicate = flags.has(Flag::may_replicate),
                  .deny_oom = flags.has(Flag::deny_oom),
                  .stale = flags.has(Flag::stale),
                  .loading = flags.has(Flag::loading)};
  const auto declared = declared_flags(instance, command, args);
  if (declared) {
    demands.write = !declared->no_writes;
    demands.replicate = false;  // but by writing
    demands.deny_oom = !declared->allow_oom && !declared->no_writes;
    demands.stale = declared->allow_stale;
  }
  return demands;
}

Demands demands_of(Instance& instance, const Session& session, const Command& command,
                   Arguments args) {
  Demands all = demands_of_one(instance, command, args);
  if (command.name != "EXEC") return all;
  for (const QueuedCommand& queued : session.transaction.queue) {
    const std::vector<std::string_view> words(queued.words.begin(), queued.words.end());
    const Demands one = demands_of_one(instance, *queued.command, words);
    all.write |= one.write;
    all.replicate |= one.replicate;
    all.deny_oom |= one.deny_oom;
    all.stale &= one.stale;
    all.loading &= one.loading;
  }
  return all;
}

// Queues grow without limit: what would lengthen one needs memory, whatever the command is.
bool may_queue(const Session& session, const Command& command) {
  constexpr std::string_view ends[] = {"EXEC", "DISCARD", "QUIT", "RESET"};
  for (const std::string_view name : ends) {
    if (command.name == name) return false;
  }
  return session.transaction.open;
}

// Whom replies would reach among messages.
bool may_ask_while_it_listens(const Command& command) {
  constexpr std::string_view names[] = {"SUBSCRIBE",   "PSUBSCRIBE",   "SSUBSCRIBE",
                                        "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE",
                                        "PING",        "QUIT",         "RESET"};
  return std::ranges::find(names, command.name) != std::end(names);
}

bool has_no_memory(Instance& instance, UnixMs now) {
  if (instance.config.maxmemory == 0 || instance.is_busy()) return false;
  instance.out_of_memory = !make_room(instance, now);
  return instance.out_of_memory;
}

std::optional<std::string> disk_refusal(const Instance& instance) {
  const Config& config = instance.config;
  const bool saves = config.persistence == Persistence::rdb && !config.save_points.empty();
  if (instance.conditions.snapshot_failed && config.stop_writes_on_bgsave_error && saves) {
    return std::string(snapshot_failed);
  }
  if (!instance.conditions.append_error.empty() && appends_to_file(config.persistence)) {
    return std::string(append_failed) + instance.conditions.append_error;
  }
  return std::nullopt;
}

bool has_too_few_replicas(const Instance& instance, UnixMs now) {
  const Config& config = instance.config;
  return !instance.conditions.replica && config.min_replicas_to_write > 0 &&
         config.min_replicas_max_lag > 0 &&
         count_good_replicas(instance, now) < config.min_replicas_to_write;
}

bool is_read_only(const Instance& instance) {
  return instance.conditions.replica && instance.config.replica_read_only;
}

bool is_stale(const Instance& instance) {
  return instance.conditions.replica && instance.conditions.master_link_down &&
         !instance.config.replica_serve_stale_data;
}

std::optional<std::string> refusal_of_known(Instance& instance, const Session& session,
                                            const Command& command, Arguments args, UnixMs now) {
  const Demands demands = demands_of(instance, session, command, args);
  if (has_no_memory(instance, now) && (demands.deny_oom || may_queue(session, command))) {
    return std::string(out_of_memory);
  }
  if (demands.write || command.name == "PING") {
    if (auto why = disk_refusal(instance)) return why;
  }
  if (demands.write && has_too_few_replicas(instance, now)) return std::string(too_few_replicas);
  if (demands.write && is_read_only(instance)) return std::string(read_only);
  if (session.only_listens() && !may_ask_while_it_listens(command)) {
    return "ERR Can't execute '" + lower_case(command.name) +
           "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this "
           "context";
  }
  if (!demands.stale && is_stale(instance)) return std::string(master_down);
  if (!demands.loading && instance.conditions.loading) return std::string(loading);
  if (instance.is_busy() && !command.flags.has(Flag::allow_busy)) {
    return std::string(busy_message(*instance.script));
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> refusal(Instance& instance, const Session& session,
                                   const Command* command, Arguments args, UnixMs now) {
  if (command == nullptr) return unknown_command_message(args);
  if (!has_right_arity(*command, args.size())) return wrong_arity_message(*command);
  if (!session.authenticated && !command->flags.has(Flag::no_auth)) {
    return "NOAUTH Authentication required.";
  }
  if (session.transaction.open && command->flags.has(Flag::no_multi)) {
    return "ERR Command not allowed inside a transaction";
  }
  if (instance.loading) return std::nullopt;  // what its own file or its master says is done
  return refusal_of_known(instance, session, *command, args, now);
}

bool may_replicate(Instance& instance, const Session& session, const Command& command,
                   Arguments args) {
  const Demands demands = demands_of(instance, session, command, args);
  return demands.write || demands.replicate;
}

std::optional<std::string> refusal_in_script(const Instance& instance, const Command& command,
                                             ScriptSoFar script) {
  if (is_stale(instance) && !command.flags.has(Flag::stale)) return std::string(stale_in_script);
  if (script.has_written) return std::nullopt;
  if (command.flags.has(Flag::write)) {
    if (is_read_only(instance)) return std::string(read_only);
    if (auto why = disk_refusal(instance)) return why;
    if (has_too_few_replicas(instance, instance.clock)) return std::string(too_few_replicas);
  }
  const bool needs_memory =
      instance.config.maxmemory > 0 && command.flags.has(Flag::deny_oom) && !script.exceeds_memory;
  if (needs_memory && instance.out_of_memory) return std::string(out_of_memory);
  return std::nullopt;
}

std::optional<std::string> refusal_of_scripts(const Instance& instance) {
  if (is_stale(instance)) return std::string(master_down);
  return std::nullopt;
}

}  // namespace rollcall::sim::redis
