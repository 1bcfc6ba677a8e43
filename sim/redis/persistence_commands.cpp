// SAVE and its kin: clients ask for files. The host writes them, and knows which it keeps.
#include <array>

#include "sim/redis/families.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

void save(Call& call) {
  call.instance.save_request = SaveRequest::at_once;
  call.reply.ok();
}

// What EXEC carries out starts no child before its end.
bool is_put_off(const Call& call) { return call.session.transaction.executing > 0; }

// SCHEDULE waits for a rewrite of the append-only file, which none ever needs here.
void bgsave(Call& call) {
  const bool right = call.args.size() == 1 ||
                     (call.args.size() == 2 && equals_ignoring_case(call.args[1], "SCHEDULE"));
  if (!right) return call.syntax_error();
  if (call.instance.save_request == SaveRequest::none) {
    call.instance.save_request = SaveRequest::in_background;
  }
  call.reply.simple(is_put_off(call) ? "Background saving scheduled" : "Background saving started");
}

// The file stays as it is, a rewritten one would hold the same; but Redis begins another.
void bgrewriteaof(Call& call) {
  call.instance.effects.file.begin_anew();
  call.reply.simple(is_put_off(call) ? "Background append only file rewriting scheduled"
                                     : "Background append only file rewriting started");
}

// Nobody is answered any more: the host ends the server, after a snapshot where there are save
// points.
void shutdown(Call& call) {
  const bool aborts = call.args.size() == 2 && equals_ignoring_case(call.args[1], "ABORT");
  if (aborts) return call.reply.error("ERR No shutdown in progress.");
  const Config& config = call.instance.config;
  bool saves = config.persistence == Persistence::rdb && !config.save_points.empty();
  for (const std::string_view word : call.args.subspan(1)) {
    const bool asks = equals_ignoring_case(word, "SAVE");
    const bool declines = equals_ignoring_case(word, "NOSAVE");
    if (asks || declines) {
      saves = asks;
    } else if (!equals_ignoring_case(word, "NOW") && !equals_ignoring_case(word, "FORCE")) {
      return call.syntax_error();
    }
  }
  if (saves) call.instance.save_request = SaveRequest::at_once;
  call.instance.wants_shutdown = true;
}

constexpr Flags saves = Flag::admin | Flag::no_script | Flag::no_async_loading;
constexpr Flags ends =
    Flag::admin | Flag::no_script | Flag::loading | Flag::stale | Flag::no_multi | Flag::allow_busy;

constexpr std::array family_commands = {
    Command{"SAVE", 1, saves | Flag::no_multi, no_keys, save},
    Command{"BGSAVE", -1, saves, no_keys, bgsave},
    Command{"BGREWRITEAOF", 1, saves, no_keys, bgrewriteaof},
    Command{"SHUTDOWN", -1, ends, no_keys, shutdown},
};

}  // namespace

std::span<const Command> persistence_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
