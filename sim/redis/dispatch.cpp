#include "sim/redis/dispatch.h"

#include <optional>

#include "sim/redis/command_table.h"
#include "sim/redis/text.h"

namespace rollcall::sim::redis {
namespace {

// Why a request may not run now, in Redis's order: unknown name, arity, authentication. States that
// refuse more (out of memory, a failing disk, a replica, loading, a busy script) follow in that
// order.
std::optional<std::string> refusal(const Session& session, const Command* command, Arguments args) {
  if (command == nullptr) return unknown_command_message(args);
  if (!has_right_arity(*command, args.size())) return wrong_arity_message(*command);
  if (!session.authenticated && !command->flags.has(Flag::kNoAuth)) {
    return "NOAUTH Authentication required.";
  }
  return std::nullopt;
}

void enqueue(Session& session, const Command& command, Arguments args) {
  session.transaction.queue.push_back(
      {&command, std::vector<std::string>(args.begin(), args.end())});
  Reply(session.output).simple("QUEUED");
}

// A web page that makes a browser talk to Redis sends one of these first; Redis hangs up on it.
bool is_http(std::string_view name) {
  return equals_ignoring_case(name, "POST") || equals_ignoring_case(name, "HOST:");
}

}  // namespace

const Command* process_request(Instance& instance, Session& session, Arguments args, UnixMs now) {
  if (is_http(args[0])) {
    session.closing = true;
    return nullptr;
  }
  const Command* const command = find_command(args);
  if (const auto why = refusal(session, command, args)) {
    if (session.transaction.open) session.transaction.refused = true;
    Reply(session.output).error(*why);
    return command;
  }
  if (session.transaction.open && !command->flags.has(Flag::kUnqueued)) {
    enqueue(session, *command, args);
    return command;
  }
  run_command(instance, session, *command, args, now, session.output);
  instance.effects.end_unit();
  return command;
}

void run_command(Instance& instance, Session& session, const Command& command, Arguments args,
                 UnixMs now, std::string& out) {
  const std::uint64_t dirty_before = instance.dirty;
  Call call(instance, session, command, args, now, out);
  command.run(call);
  ++instance.statistics.commands;
  if (instance.dirty != dirty_before && !call.propagated()) {
    instance.effects.add(session.database, args);
  }
}

}  // namespace rollcall::sim::redis
