// Commands on the server as a whole.
#include <array>
#include <string>

#include "sim/redis/families.h"
#include "sim/redis/info.h"
#include "sim/redis/memory_estimate.h"
#include "sim/redis/numbers.h"
#include "sim/redis/snapshot.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void dbsize(Call& call) { call.reply.integer(static_cast<std::int64_t>(call.database().size())); }

// FLUSHALL and FLUSHDB may say SYNC or ASYNC, which makes no difference but in INFO.
bool has_flush_syntax(Call& call) {
  const bool right = call.args.size() == 1 ||
                     (call.args.size() == 2 && (equals_ignoring_case(call.args[1], "SYNC") ||
                                                equals_ignoring_case(call.args[1], "ASYNC")));
  if (!right) call.syntax_error();
  return right;
}

void flush(Call& call, std::size_t number) {
  const std::size_t keys = call.instance.flush(number);
  call.instance.dirty += keys;
  const bool lazily = call.args.size() == 2 && equals_ignoring_case(call.args[1], "ASYNC");
  if (lazily) call.instance.statistics.lazily_freed += keys;
}

void flushdb(Call& call) {
  if (!has_flush_syntax(call)) return;
  flush(call, call.session.database);
  call.propagate_as(call.args);  // even when there was nothing to delete
  call.reply.ok();
}

// Redis takes a snapshot at once, lest the old one bring everything back.
void flushall(Call& call) {
  if (!has_flush_syntax(call)) return;
  for (std::size_t number = 0; number < call.instance.keyspace.used().size(); ++number) {
    flush(call, number);
  }
  const Config& config = call.instance.config;
  if (config.persistence == Persistence::rdb && !config.save_points.empty()) {
    call.instance.saved = write_snapshot(call.instance);
    call.instance.note_saved(call.instance.dirty, call.now);
  }
  call.propagate_as(call.args);  // even when there was nothing to delete
  call.reply.ok();
}

void time(Call& call) {
  call.reply.array(2);
  call.reply.bulk_integer(call.now / 1000);
  call.reply.bulk_integer(call.now % 1000 * 1000);
}

void memory_usage(Call& call) {
  for (std::size_t at = 3; at < call.args.size(); at += 2) {
    if (!equals_ignoring_case(call.args[at], "SAMPLES") || at + 1 == call.args.size())
      return call.syntax_error();
    const auto samples = call.integer_argument(at + 1);
    if (!samples) return;
    if (*samples < 0) return call.syntax_error();
  }
  const Entry* const entry = call.peek_entry(call.args[2]);
  if (entry == nullptr) return call.reply.null();
  call.reply.integer(static_cast<std::int64_t>(memory_of(call.args[2], *entry)));
}

void info(Call& call) { call.reply.verbatim(info_text(call.instance, call.args.subspan(1))); }

constexpr Flags at_any_time = Flag::loading | Flag::stale;

constexpr std::array memory_subcommands = {
    Command{"MEMORY|USAGE", -3, Flag::readonly, {2, 2, 1}, memory_usage},
};

constexpr std::array family_commands = {
    Command{"DBSIZE", 1, Flag::readonly | Flag::fast, no_keys, dbsize},
    Command{"FLUSHDB", -1, Flag::write, no_keys, flushdb},
    Command{"FLUSHALL", -1, Flag::write, no_keys, flushall},
    Command{"TIME", 1, at_any_time | Flag::fast, no_keys, time},
    Command{"INFO", -1, at_any_time, no_keys, info},
    Command{"MEMORY", -2, no_flags, no_keys, nullptr, memory_subcommands},
};

}  // namespace

std::span<const Command> server_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
