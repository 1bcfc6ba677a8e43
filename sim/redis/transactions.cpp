// MULTI, EXEC, DISCARD, WATCH, UNWATCH.
#include <array>
#include <utility>

#include "sim/redis/dispatch.h"
#include "sim/redis/families.h"
#include "sim/redis/transaction.h"

namespace rollcall::sim::redis {

void discard_transaction(Instance& instance, Session& session) {
  session.transaction = {};
  unwatch_all(instance, session);
}

void unwatch_all(Instance& instance, Session& session) {
  instance.watches.unwatch(session);
  session.watch_broken = false;
}

namespace {

void multi(Call& call) {
  if (call.session.transaction.open) {
    return call.reply.error("ERR MULTI calls can not be nested");
  }
  call.session.transaction.open = true;
  call.reply.ok();
}

void discard(Call& call) {
  if (!call.session.transaction.open) return call.reply.error("ERR DISCARD without MULTI");
  discard_transaction(call.instance, call.session);
  call.reply.ok();
}

// A watched key whose time came after the WATCH breaks it, deleted or not.
bool has_watch_expired(Call& call) {
  for (const WatchedKey& watched : call.session.watched) {
    const Entry* const entry = call.instance.keyspace.database(watched.database).find(watched.key);
    const bool expired = entry != nullptr && call.instance.is_expired(*entry, call.now);
    if (expired && !watched.was_expired) return true;
  }
  return false;
}

void exec(Call& call) {
  Session& session = call.session;
  if (!session.transaction.open) return call.reply.error("ERR EXEC without MULTI");
  const bool broken = session.watch_broken || has_watch_expired(call);
  const Transaction transaction = std::exchange(session.transaction, {});
  unwatch_all(call.instance, session);
  if (transaction.refused) {
    return call.reply.error("EXECABORT Transaction discarded because of previous errors.");
  }
  if (broken) return call.reply.null_array();
  const std::size_t start = call.reply.buffer().size();
  call.reply.array(transaction.queue.size());
  session.hold_back(start);  // each part by itself: CLIENT REPLY may be among the commands
  std::vector<std::string_view> words;
  session.may_block = false;
  session.transaction.executing = std::ssize(transaction.queue);
  for (const QueuedCommand& queued : transaction.queue) {
    words.assign(queued.words.begin(), queued.words.end());
    const bool has_ended = session.closing;  // CLIENT KILL: its own reply is the last one
    const std::size_t before = call.reply.buffer().size();
    run_command(call.instance, session, *queued.command, words, call.now, call.reply.buffer());
    if (has_ended) call.reply.buffer().resize(before);
    session.hold_back(before);
  }
  session.may_block = true;
  session.transaction.executing = 0;
  call.propagate_nothing();  // the queued commands have
}

void watch(Call& call) {
  if (call.session.transaction.open) {
    return call.reply.error("ERR WATCH inside MULTI is not allowed");
  }
  // The watch is broken already: nothing more can break it.
  if (!call.session.watch_broken) {
    for (const std::string_view key : call.args.subspan(1)) {
      const Entry* const entry = call.database().find(key);
      const bool expired = entry != nullptr && call.instance.is_expired(*entry, call.now);
      call.instance.watches.watch(call.session, key, expired);
    }
  }
  call.reply.ok();
}

void unwatch(Call& call) {
  unwatch_all(call.instance, call.session);
  call.reply.ok();
}

constexpr Flags controls =
    Flag::no_script | Flag::loading | Flag::stale | Flag::fast | Flag::allow_busy;

constexpr std::array family_commands = {
    Command{"MULTI", 1, controls | Flag::unqueued, no_keys, multi},
    Command{"EXEC", 1,
            Flag::no_script | Flag::loading | Flag::stale | Flag::skip_slowlog | Flag::unqueued,
            no_keys, exec},
    Command{"DISCARD", 1, controls | Flag::unqueued, no_keys, discard},
    Command{"WATCH", -2, controls | Flag::unqueued, all_keys, watch},
    Command{"UNWATCH", 1, controls, no_keys, unwatch},
};

}  // namespace

std::span<const Command> transaction_commands() { return family_commands; }

}  // namespace rollcall::sim::redis
