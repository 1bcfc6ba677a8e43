// SAVE and its kin: clients ask for files. The host writes them, and knows which it keeps.
#include <array>
#include <optional>

#include "sim/redis/families.h"
#include "sim/redis/script_run.h"
#include "sim/redis/server_host.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

constexpr std::string_view already_saving = "ERR Background save already in progress";

bool is_saving(const Instance& instance) {
  return instance.conditions.saving || (instance.wants_snapshot && instance.host != nullptr);
}

// A server without a host has all it could wish for.
bool save_at_once(Instance& instance) {
  if (instance.host != nullptr) return instance.host->save();
  instance.note_saved(instance.dirty, instance.clock);
  return true;
}

void save(Call& call) {
  if (is_saving(call.instance)) return call.reply.error(already_saving);
  save_at_once(call.instance) ? call.reply.ok() : call.reply.error("ERR");
}

// What EXEC carries out starts no child before its end.
bool is_put_off(const Call& call) { return call.session.transaction.executing > 0; }

// SCHEDULE waits for a rewrite of the append-only file, which none ever needs here.
void bgsave(Call& call) {
  const bool right = call.args.size() == 1 ||
                     (call.args.size() == 2 && equals_ignoring_case(call.args[1], "SCHEDULE"));
  if (!right) return call.syntax_error();
  const bool has_begun =
      is_put_off(call) ? call.instance.conditions.saving : is_saving(call.instance);
  if (has_begun) return call.reply.error(already_saving);
  call.instance.wants_snapshot = true;
  if (call.instance.host == nullptr) static_cast<void>(save_at_once(call.instance));
  call.reply.simple(is_put_off(call) ? "Background saving scheduled" : "Background saving started");
}

// The file stays as it is, a rewritten one would hold the same; but Redis begins another.
void bgrewriteaof(Call& call) {
  call.instance.effects.file.begin_anew();
  call.reply.simple(is_put_off(call) ? "Background append only file rewriting scheduled"
                                     : "Background append only file rewriting started");
}

void lastsave(Call& call) { call.reply.integer(call.instance.saved_at / 1000); }

struct ShutdownOptions {
  bool save = false;
  bool nosave = false;
  bool force = false;
  bool abort = false;
};

// Nothing after an error reply.
std::optional<ShutdownOptions> parse_shutdown(Call& call) {
  ShutdownOptions options;
  bool hurries = false;  // replicas are never waited for
  for (const std::string_view word : call.args.subspan(1)) {
    if (equals_ignoring_case(word, "SAVE")) {
      options.save = true;
    } else if (equals_ignoring_case(word, "NOSAVE")) {
      options.nosave = true;
    } else if (equals_ignoring_case(word, "FORCE")) {
      options.force = true;
    } else if (equals_ignoring_case(word, "ABORT")) {
      options.abort = true;
    } else if (equals_ignoring_case(word, "NOW")) {
      hurries = true;
    } else {
      call.syntax_error();
      return std::nullopt;
    }
  }
  const bool asks_for_an_end = options.save || options.nosave || options.force || hurries;
  if ((options.save && options.nosave) || (options.abort && asks_for_an_end)) {
    call.syntax_error();
    return std::nullopt;
  }
  return options;
}

// Nobody is answered any more: the host ends the server. Where there are save points it does so
// after a snapshot, and not at all when that fails, unless it is forced to.
void shutdown(Call& call) {
  const auto options = parse_shutdown(call);
  if (!options) return;
  if (options->abort) return call.reply.error("ERR No shutdown in progress.");
  Instance& instance = call.instance;
  if (instance.is_busy() && !options->nosave) {
    return call.reply.error(busy_message(*instance.script));
  }
  const bool asked = options->save || (!options->nosave && !instance.config.save_points.empty());
  const bool has_all = !instance.conditions.loading;  // half the data must not replace the file
  if (asked && has_all && !save_at_once(instance) && !options->force) {
    return call.reply.error("ERR Errors trying to SHUTDOWN. Check logs.");
  }
  call.instance.wants_shutdown = true;
}

constexpr Flags saves = Flag::admin | Flag::no_script | Flag::no_async_loading;
constexpr Flags ends =
    Flag::admin | Flag::no_script | Flag::loading | Flag::stale | Flag::no_multi | Flag::allow_busy;

constexpr std::array family_commands = {
    Command{"SAVE", 1, saves | Flag::no_multi, no_keys, save},
    Command{"BGSAVE", -1, saves, no_keys, bgsave},
    Command{"BGREWRITEAOF", 1, saves, no_keys, bgrewriteaof},
    Command{"LASTSAVE", 1, Flag::loading | Flag::stale | Flag::fast, no_keys, lastsave},
    Command{"SHUTDOWN", -1, ends, no_keys, shutdown},
};

}  // namespace

std::span<const Command> persistence_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
