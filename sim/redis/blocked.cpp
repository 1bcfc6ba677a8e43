#include "sim/redis/blocked.h"

#include <algorithm>

#include "sim/redis/dispatch.h"
#include "sim/redis/instance.h"

namespace rollcall::sim::redis {

namespace {

bool may_be_waited_for(const Value& value) {
  return std::holds_alternative<std::unique_ptr<List>>(value) ||
         std::holds_alternative<std::unique_ptr<SortedSet>>(value) ||
         std::holds_alternative<std::unique_ptr<Stream>>(value);
}

// XREADGROUP, which is told when there is no stream any more.
bool waits_for_an_end(const Session* session) { return !session->blocked->type; }

}  // namespace

void Blocked::block(Session& session, BlockedCall call) {
  for (const std::string& key : call.keys) {
    std::vector<Session*>& clients = waiting_[{call.database, key}];
    // A key that is named twice: then the client is the last one already.
    if (clients.empty() || clients.back() != &session) clients.push_back(&session);
  }
  if (call.deadline != never) deadlines_[{call.deadline, session.id}] = &session;
  session.blocked = std::move(call);
  ++count_;
}

void Blocked::unblock(Session& session) {
  const BlockedCall call = *std::exchange(session.blocked, std::nullopt);
  for (const std::string& key : call.keys) {
    const auto found = waiting_.find({call.database, key});
    if (found == waiting_.end()) continue;
    std::erase(found->second, &session);
    if (found->second.empty()) waiting_.erase(found);
  }
  deadlines_.erase({call.deadline, session.id});
  --count_;
  session.unblocked = true;
  session.end_request();
}

void Blocked::touch(std::size_t database, std::string_view key, const Value* value) {
  if (empty()) return;
  Place place(database, key);
  const auto found = waiting_.find(place);
  if (found == waiting_.end()) return;
  const bool concerned = (value != nullptr && may_be_waited_for(*value)) ||
                         std::ranges::any_of(found->second, waits_for_an_end);
  if (!concerned) return;
  const auto [at, is_new] = ready_.insert(std::move(place));
  if (is_new) ready_in_order_.push_back(at);
}

void Blocked::end_all(std::size_t database) {
  for (auto at = waiting_.lower_bound({database, {}});
       at != waiting_.end() && at->first.first == database; ++at) {
    touch(database, at->first.second, nullptr);
  }
}

std::optional<std::pair<std::size_t, std::string>> Blocked::take_ready() {
  if (ready_in_order_.empty()) return std::nullopt;
  const auto first = ready_in_order_.front();
  ready_in_order_.pop_front();
  return std::move(ready_.extract(first).value());
}

std::vector<Session*> Blocked::waiting_for(std::size_t database, const std::string& key) const {
  const auto found = waiting_.find({database, key});
  return found == waiting_.end() ? std::vector<Session*>() : found->second;
}

UnixMs Blocked::next_deadline() const {
  return deadlines_.empty() ? never : deadlines_.begin()->first.first;
}

std::vector<ConnectionId> Blocked::due(UnixMs now) const {
  std::vector<ConnectionId> result;
  for (const auto& [deadline, session] : deadlines_) {
    if (deadline.first > now) break;
    result.push_back(deadline.second);
  }
  return result;
}

namespace {

bool may_serve(Instance& instance, const BlockedCall& call, std::string_view key, UnixMs now) {
  if (!call.type) return true;
  const Entry* const entry = instance.keyspace.database(call.database).find(key);
  return entry != nullptr && entry->value.index() == *call.type &&
         !instance.is_expired(*entry, now);
}

void try_again(Instance& instance, Session& session, std::string_view key, UnixMs now) {
  if (!may_serve(instance, *session.blocked, key, now)) return;
  const BlockedCall call = *session.blocked;
  const std::vector<std::string_view> words(call.words.begin(), call.words.end());
  const std::size_t before = session.output.size();
  const std::size_t database = std::exchange(session.database, call.database);
  session.served_key = key;
  run_command(instance, session, *call.command, words, now, session.output);
  session.served_key.reset();
  session.database = database;
  instance.effects.end_unit();
  if (session.output.size() == before) return;
  session.hold_back(before);
  instance.blocked.unblock(session);
  session.used_at = now;
  instance.stir(session);
}

}  // namespace

void serve_blocked(Instance& instance, UnixMs now) {
  while (const auto place = instance.blocked.take_ready()) {
    for (Session* const session : instance.blocked.waiting_for(place->first, place->second)) {
      if (session->blocked) try_again(instance, *session, place->second, now);
    }
  }
}

void give_up(Instance& instance, Session& session) {
  const BlockedCall& call = *session.blocked;
  const std::size_t start = session.output.size();
  if (call.replicas) {
    session.reply().integer(count_acknowledged(instance, call.replicas->offset));
  } else {
    session.reply().null_array();
  }
  session.hold_back(start);
  instance.blocked.unblock(session);
  session.used_at = instance.clock;
  instance.stir(session);
}

void time_out_blocked(Instance& instance, UnixMs now) {
  for (const ConnectionId id : instance.blocked.due(now)) {
    Session& session = instance.sessions.at(id);
    give_up(instance, session);
    session.used_at = now;
  }
}

}  // namespace rollcall::sim::redis
