#include "sim/redis/dispatch.h"

#include "sim/redis/command_table.h"
#include "sim/redis/refusals.h"
#include "sim/redis/text.h"
#include "sim/redis/transaction.h"

namespace rollcall::sim::redis {
namespace {

// A refused command inside MULTI makes EXEC fail; a refused EXEC ends the transaction at once.
void refuse(Instance& instance, Session& session, const Command* command, std::string_view why) {
  Reply reply = session.reply();
  const std::size_t start = session.output.size();
  if (command == nullptr || command->name != "EXEC") {
    if (session.transaction.open) session.transaction.refused = true;
    reply.error(why);
  } else {
    discard_transaction(instance, session);
    if (why.starts_with("ERR ")) why.remove_prefix(4);
    reply.error("EXECABORT Transaction discarded because of: " + std::string(why));
  }
  instance.statistics.calls.note_refused(command, std::string_view(session.output).substr(start));
}

void enqueue(Session& session, const Command& command, Arguments args) {
  // What EXEC cannot carry out any more is not kept.
  if (!session.transaction.refused && !session.watch_broken) {
    session.transaction.queue.push_back(
        {&command, std::vector<std::string>(args.begin(), args.end())});
  }
  session.reply().simple("QUEUED");
}

// A web page that makes a browser talk to Redis sends one of these first; Redis hangs up on it,
// and what it has not sent yet is lost.
bool is_http(std::string_view name) {
  return equals_ignoring_case(name, "POST") || equals_ignoring_case(name, "HOST:");
}

}  // namespace

const Command* process_request(Instance& instance, Session& session, Arguments args, UnixMs now) {
  if (is_http(args[0])) {
    session.output.clear();
    session.closing = true;
    return nullptr;
  }
  instance.clock = session.used_at = now;
  const Command* const command = find_command(args);
  session.last_command = command;
  if (const auto why = refusal(instance, session, command, args, now)) {
    refuse(instance, session, command, *why);
    return command;
  }
  if (postpone(instance, session, *command, args)) return command;
  if (session.transaction.open && !command->flags.has(Flag::unqueued)) {
    enqueue(session, *command, args);
    return command;
  }
  run_command(instance, session, *command, args, now, session.output);
  // Nothing ends that a script is in the middle of, and nothing more is written when it was ended
  // with the server.
  if (instance.script != nullptr || instance.wants_shutdown) return command;
  instance.effects.end_unit();
  session.written_to = instance.effects.replicas.offset();
  serve_blocked(instance, now);
  return command;
}

void run_command(Instance& instance, Session& session, const Command& command, Arguments args,
                 UnixMs now, std::string& out) {
  const std::uint64_t dirty_before = instance.dirty;
  const std::uint64_t errors_before = instance.statistics.calls.errors();
  const std::size_t start = out.size();
  Call call(instance, session, command, args, now, out);
  command.run(call);
  CallCounts& calls = instance.statistics.calls;
  const std::string_view reply = std::string_view(out).substr(start);
  if (session.served_key) {
    calls.note_reply(command, reply, errors_before);
  } else {
    ++instance.statistics.commands;
    ++instance.commands_run;
    calls.note_run(command, reply, errors_before);
  }
  if (instance.dirty != dirty_before && !call.propagated()) {
    instance.effects.add(session.database, args);
  }
}

}  // namespace rollcall::sim::redis
